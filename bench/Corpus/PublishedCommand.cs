using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Corpus;

/// <summary>
/// <c>-- published FOLDER [RULE…]</c>: prints the rows of <see cref="PublishedKeys"/> for the private keys in the files below a folder, and for the tokens of
/// some rules. Which projects count as public is for a person to say.
/// </summary>
internal static partial class PublishedCommand
{
    private const int MostBytes = 64 << 20;
    private const int LeastDigits = 60;
    private const int MostText = TokenRule.MaxLength - 96; // header and footer

    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    /// <summary>Prints the rows.</summary>
    public static int Run(string[] words)
    {
        if (words.Length == 0 || !Directory.Exists(words[0]))
        {
            Console.Error.WriteLine("which folder? For example: published ~/src/openssl jwt");
            return 2;
        }

        HashSet<string> seen = [];
        EnumerationOptions options = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (string file in Directory.EnumerateFiles(words[0], "*", options).Order(StringComparer.Ordinal))
        {
            if (new FileInfo(file).Length > MostBytes)
            {
                continue;
            }

            byte[] text = File.ReadAllBytes(file);
            IEnumerable<string> rows = Keys(text).Select(Digest);
            if (words.Length > 1)
            {
                rows = rows.Concat(Tokens(text, words[1..]).Select(value => $"={Digest(value)}"));
            }

            foreach (string row in rows.Where(seen.Add))
            {
                Console.WriteLine($"{row} {Path.GetRelativePath(words[0], file)}");
            }
        }

        return 0;
    }

    private static List<byte[]> Keys(byte[] text)
    {
        List<byte[]> keys = [];
        if (text.AsSpan().IndexOf("PRIVATE KEY"u8) < 0)
        {
            return keys;
        }

        foreach (Match match in Key().Matches(Encoding.Latin1.GetString(text)))
        {
            byte[] body = Encoding.Latin1.GetBytes(match.Groups["body"].Value);
            byte[] canonical = new byte[body.Length];
            Array.Resize(ref canonical, PemText.Canonical(body, canonical));
            if (canonical.Length >= LeastDigits && body.Length <= MostText && Usual().IsMatch(Encoding.Latin1.GetString(canonical)))
            {
                keys.Add(canonical);
            }
        }

        return keys;
    }

    private static IEnumerable<byte[]> Tokens(byte[] text, string[] rules) => Detectors.Scan(text)
        .Where(finding => rules.Contains(finding.Rule) && !finding.IsCut && finding.Length > 0)
        .Select(finding => Value(text, finding)).OfType<byte[]>();

    // A finding may begin before or behind its value; the fingerprint tells.
    private static byte[]? Value(byte[] text, DlpFinding finding)
    {
        int end = (int)finding.Start + finding.Length;
        for (int start = Math.Max(0, (int)finding.Start - finding.Length); start < end; start++)
        {
            if (Detectors.Fingerprint(text.AsSpan(start..end)) == finding.Fingerprint)
            {
                return text[start..end];
            }
        }

        return null;
    }

    private static string Digest(byte[] value) => Convert.ToHexStringLower(SHA256.HashData(value));

    [GeneratedRegex("-----BEGIN (?<label>[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----(?<body>(?:(?!-----).)+)-----END \\k<label>-----", RegexOptions.Singleline)]
    private static partial Regex Key();

    // Base64, and the fields of RFC 1421 and OpenPGP before it.
    [GeneratedRegex("^(?:[A-Za-z][A-Za-z-]*:[!-~]+?)*[A-Za-z0-9+/=]+$")]
    private static partial Regex Usual();
}
