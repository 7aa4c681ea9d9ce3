using System.Text;

namespace BotBottle.Core.Scan;

/// <summary>
/// Looks for a secret in text, as it is and in the encodings in which servers commonly echo it: Base64 (both alphabets, at each of the three places that
/// it can have in a longer text), percent-encoding, JSON escapes. Whoever knows the secret can encode it in ways that nobody looks for: this keeps
/// an honest server from giving it away, not a server that means to.
/// </summary>
public sealed class SecretSearch
{
    /// <summary>Below this many bytes Base64 leaves too little of a secret to be told from chance.</summary>
    private const int LeastForBase64 = 9;

    private readonly byte[][] _patterns;

    /// <summary>Prepares a search.</summary>
    /// <param name="secret">The secret: visible ASCII, not empty.</param>
    public SecretSearch(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        byte[] raw = Encoding.ASCII.GetBytes(secret);
        IEnumerable<string> forms = [secret, Uri.EscapeDataString(secret), JsonForm(secret), .. raw.Length < LeastForBase64 ? [] : Base64Forms(raw)];
        _patterns = [.. forms.Distinct(StringComparer.Ordinal).Select(Encoding.ASCII.GetBytes)];
        Longest = _patterns.Max(pattern => pattern.Length);
    }

    /// <summary>The bytes of the longest form.</summary>
    public int Longest { get; }

    /// <summary>Whether any form is in a text.</summary>
    public bool IsIn(ReadOnlySpan<byte> text)
    {
        foreach (byte[] pattern in _patterns)
        {
            if (text.IndexOf(pattern) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many bytes at the end of a text could be the beginning of a form, none of which is in it whole.</summary>
    public int Begun(ReadOnlySpan<byte> text)
    {
        int begun = 0;
        foreach (byte[] pattern in _patterns)
        {
            for (int length = Math.Min(pattern.Length - 1, text.Length); length > begun; length--)
            {
                if (text[^length] == pattern[0] && text[^length..].SequenceEqual(pattern.AsSpan(0, length)))
                {
                    begun = length;
                }
            }
        }

        return begun;
    }

    private static string JsonForm(string secret) =>
        secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);

    // Behind 0, 1 or 2 other bytes; the characters at both ends also depend on the neighbours and are left out.
    private static IEnumerable<string> Base64Forms(byte[] raw)
    {
        for (int before = 0; before < 3; before++)
        {
            int bits = (before + raw.Length) * 8;
            int first = (before * 8 + 5) / 6;
            string text = Convert.ToBase64String([.. new byte[before], .. raw])[first..(bits / 6)];
            yield return text;
            yield return text.Replace('+', '-').Replace('/', '_');
        }
    }
}
