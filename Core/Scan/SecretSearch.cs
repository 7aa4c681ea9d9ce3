using System.Text;

namespace BotBottle.Core.Scan;

/// <summary>
/// Searches text for a secret, plain and in the encodings in which servers commonly echo it: Base64 (both alphabets, at each of its three alignments in a
/// longer text), percent-encoding, JSON escapes. It keeps an honest server from leaking the secret. A server with the intent can use an encoding outside of
/// this search.
/// </summary>
public sealed class SecretSearch
{
    /// <summary>The shortest secret in bytes for a search in Base64; a shorter one would match by chance.</summary>
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

    /// <summary>Length of the longest form in bytes.</summary>
    public int Longest { get; }

    /// <summary>True if a text contains any form.</summary>
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

    /// <summary>The number of bytes at the end of a text that could begin a form. The text must contain no whole form.</summary>
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

    // After 0, 1 or 2 other bytes. The characters at both ends depend on the neighbours and are left out.
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
