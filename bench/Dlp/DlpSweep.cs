using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Dlp;

/// <summary>
/// Inputs that an agent might send to slow the scanner down, made from its own tables: each prefix alone, with a body one byte too short, next to others, in
/// Base64, in hex, after each kind of escape; escapes and nested ones, complete and truncated; near misses of the known secrets.
/// </summary>
internal static class DlpSweep
{
    // The escapes of a character: {0} is its hex number, {1} its decimal number, {2} the character itself.
    private static readonly string[] Escapes =
    [
        "%{0}", "%25{0}", "%25252525{0}", "\\u00{0}", "\\\\u00{0}", "\\\\\\\\\\\\\\\\u00{0}", "\\x{0}", "&#{1};", "&#x{0};", "&amp;#x{0};",
        "&amp;amp;amp;amp;#{1};", "{2}\u200b", "{2}\u0301",
        "{2}\0", "{2}\\u200b", "{2}%E2%80%8B", "{2}&#8203;", "{2}\\ud835\\udc00", "{2}%F3%A0%81%81",
    ];

    // Truncated escapes, escapes of other formats, and texts that are none.
    private static readonly string[] Broken =
    [
        "%", "%4", "%25%", "%252", "%E2%80", "%E2%", "%F0%9D%90", "%C2%AD", "\\u", "\\u004", "\\\\\\u0041", "\\ud835", "\\ud835\\u", "\\u200b", "\\x", "\\x4",
        "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\u", "&", "&#", "&#x", "&a",
        "&amp;", "&amp;#", "&amp;amp;amp;amp;amp;amp;amp;amp;", "&amp;amp;amp;amp;amp;amp;amp;#", "&#99999999", "&#x1D7D8;", "\0", "a\0", "\0\0a", "\u200b",
        "\u00ad", "a\u0301", "\uff21", "\u043e", "\u043ea", "a\u03bf",
        "\u00e9", "\U0001D7D8", "\U000E0041", "\U0001F600", "\u4f60",
    ];

    /// <summary>The repeated texts by name.</summary>
    public static IEnumerable<(string Name, byte[] Unit)> All()
    {
        string[] prefixes = [.. TokenRules.All.SelectMany(rule => rule.Literals).Select(Encoding.ASCII.GetString).Distinct()];
        foreach (TokenRule rule in TokenRules.All)
        {
            string[] own = [.. rule.Literals.Select(Encoding.ASCII.GetString)];
            string body = Body(rule, Math.Max(0, rule.Min - 1));
            yield return ($"{own[0]} repeated", Text(own[0]));
            yield return ($"{own[0]} and blanks", Text(own[0] + " "));
            yield return ($"{rule.Id}, one byte too few", Text(own[0] + body + "\""));
            yield return ($"{rule.Id}, one byte too few, without a gap", Text(own[0] + body));
            yield return ($"{own[0]} in its body", Text(own[0] + Body(rule, 6)));
            yield return ($"{own[0]} in Base64", Text(Base64(own[0] + "'", 0)));
            yield return ($"{own[0]} in Base64, one byte too few", Text(Base64(own[0] + body + "'", 1)));
            yield return ($"{own[0]} in hex", Text(Convert.ToHexStringLower(Text(own[0]))));
            yield return ($"{rule.Id} in hex, one byte too few", Text(Convert.ToHexStringLower(Text(own[0] + body + " "))));
        }

        yield return ("all prefixes", Text(string.Concat(prefixes)));
        yield return ("all prefixes, blanks between", Text(string.Join(' ', prefixes)));
        yield return ("all prefixes in Base64", Text(Convert.ToBase64String(Text(string.Concat(prefixes)))));
        yield return ("all prefixes in hex", Text(Convert.ToHexString(Text(string.Concat(prefixes)))));
        yield return ("stems of Base64", Text(
            string.Concat(prefixes.SelectMany(prefix => new[] { Base64(prefix, 0)[..4], Base64(prefix, 1)[2..6], Base64(prefix, 2)[3..7] }))));
        yield return ("stems of hex", Text(string.Concat(prefixes.Select(prefix => Convert.ToHexStringLower(Text(prefix[..2]))))));
        foreach (string escape in Escapes)
        {
            yield return ($"{escape} of letters", Text(Escaped("AbCdEfG9", escape)));
            yield return ($"{escape} of prefixes", Text(string.Concat(prefixes.Select(prefix => Escaped(prefix, escape)))));
            yield return ($"{escape} of ghp_", Text(Escaped("ghp_", escape)));
            yield return ($"{escape} of sk-", Text(Escaped("sk-", escape)));
            yield return ($"{escape} of first letters", Text(string.Concat(prefixes.Select(prefix => Escaped(prefix[..1], escape) + prefix[1..]))));
            yield return ($"{escape} every 900 bytes", Text(Escaped("a", escape) + string.Concat(Enumerable.Repeat("sk-ghp_ ", 112))));
            yield return ($"{escape} of Base64", Text(Escaped("Z2hwXw", escape)));
        }

        foreach (string broken in Broken)
        {
            yield return ($"{broken} repeated", Text(broken));
            yield return ($"{broken} in letters", Text("sk-" + broken + "ghp_"));
        }

        foreach ((byte[] form, int at) in SecretVariants.Of(DlpSets.Secret(0)).Literals.Select((form, at) => (form, at)))
        {
            yield return ($"secret's form {at} without its beginning", form[1..]);
            yield return ($"secret's form {at}, end alone", form[^8..]);
        }

        yield return ("all secrets' ends", [.. Enumerable.Range(0, 5).SelectMany(i => Text(DlpSets.Secret(i)[^10..]))]);
        yield return ("carriage returns", "\r\n"u8.ToArray());
        yield return ("authorization: bearer and 39", Text("authorization: bearer " + Body(TokenRules.All[0], 39) + " "));
        yield return ("PEM without a body", Text("-----BEGIN PRIVATE KEY-----"));
        yield return ("PEM with fields", Text("-----BEGIN PRIVATE KEY-----\nA: "));
        yield return ("JWT without a signature", Text("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0. "));
        yield return ("JWT headers alone", Text("eyJhbGciOiJIUzI1NiJ9."));
        yield return ("JWT that is no JOSE header", Text("eyJhbGciaaaaaaaa.eyJhbGciaaaaaaaa."));
    }

    private static string Body(TokenRule rule, int length)
    {
        char[] set = [
            .. Enumerable.Range('0', 75).Select(value => (char)value).Where(value => char.IsAsciiLetterOrDigit(value) && rule.Body.Contains((byte)value))];
        return new string(new Random(3).GetItems(set, length));
    }

    private static string Base64(string text, int before) => Convert.ToBase64String([.. new byte[before], .. Text(text), .. "  "u8]).TrimEnd('=');

    private static string Escaped(string text, string escape) =>
        string.Concat(
            text.Select(one => escape.Replace("{0}", $"{(int)one:x2}", StringComparison.Ordinal).Replace("{1}", $"{(int)one}", StringComparison.Ordinal)
                .Replace("{2}", $"{one}", StringComparison.Ordinal)));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
