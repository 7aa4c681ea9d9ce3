using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BotBottle.Core.Dlp;

namespace BotBottle.Fuzz.References;

/// <summary>A slow and simple reference for findings: every row at every place, every form of every secret, and the same with simple escapes undone.</summary>
internal static partial class ReferenceDlp
{
    /// <summary>The places of plain tokens: at each place the first row that matches, limited to the longest match of a row.</summary>
    public static IEnumerable<(int Start, int End)> Tokens(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = TokenRules.All.Select(rule => Match(rule, text, at)).FirstOrDefault(length => length > 0);
            if (length > 0)
            {
                yield return (at, at + length);
            }

            at += length >= 512 ? length : 1;
        }
    }

    /// <summary>The places of the forms of a secret.</summary>
    public static IEnumerable<(int Start, int End)> Secrets(string text, string secret) =>
        from form in SecretVariants.Of(secret).Literals.Select(Encoding.Latin1.GetString)
        from start in Enumerable.Range(0, text.Length)
        where string.CompareOrdinal(text, start, form, 0, form.Length) == 0
        select (start, start + form.Length);

    /// <summary>A text with its escapes undone, and the start and the end of each character.</summary>
    public static (string Text, List<(int Start, int End)> Places) Unescape(string text)
    {
        StringBuilder plain = new();
        List<(int, int)> places = [];
        for (int at = 0; at < text.Length;)
        {
            Match escape = Escapes().Match(text, at);
            bool isEscape = escape.Success && escape.Index == at;
            plain.Append(isEscape ? (char)int.Parse(
                escape.Groups["hex"].Value + escape.Groups["unicode"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : text[at]);
            places.Add((at, at + (isEscape ? escape.Length : 1)));
            at += isEscape ? escape.Length : 1;
        }

        return (plain.ToString(), places);
    }

    private static int Match(TokenRule rule, string text, int at) => rule switch
    {
        BearerRule => Whole(Bearer(), text, at),
        LedRule or { IsPlain: false } => 0,
        _ => rule.Prefixes.Split(' ').Select(prefix => Plain(rule, prefix, text, at)).FirstOrDefault(length => length > 0),
    };

    private static int Whole(Regex expression, string text, int at) =>
        expression.Match(text, at) is { Success: true } match && match.Index == at && match.Length < TokenRule.MaxLength ? match.Length : 0;

    private static int Plain(TokenRule rule, string prefix, string text, int at)
    {
        if (string.CompareOrdinal(text, at, prefix, 0, prefix.Length) != 0 || (!rule.Anywhere && (InWord().IsMatch(text[..at]) || IsNoise(text, at))))
        {
            return 0;
        }

        string run = string.Concat(text[(at + prefix.Length)..].TakeWhile(c => c < 0x100 && rule.Body.Contains((byte)c)));
        string next = text[(at + prefix.Length + run.Length)..];
        string body = run[..Math.Min(run.Length, rule.Max)];
        return body.Length >= rule.Min && rule.Allows(Encoding.Latin1.GetBytes(body[..rule.Min]))
            && (!rule.Exact || (body.Length == rule.Min && !Word().IsMatch(next))) ? prefix.Length + body.Length : 0;
    }

    private static bool IsNoise(string text, int at) => TokenEdge.IsInNoise(Encoding.Latin1.GetBytes(text), at);

    [GeneratedRegex(@"[A-Za-z0-9_-]\z(?<!\\[nrtbf])(?<!\[[0-9;]{0,20}[mK])(?<!^[0-9;]{1,20}[mK])", RegexOptions.CultureInvariant)]
    private static partial Regex InWord();

    [GeneratedRegex("^[A-Za-z0-9+/_-]", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("(?<=authorization[ \t\"'\\\\:=,+\\[({`]{1,16})bearer[ +\t][A-Za-z0-9_.~+/=-]{40,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"%(?<hex>(?!25)[2-7][0-9a-fA-F])|\\u00(?<unicode>[2-7][0-9a-fA-F])", RegexOptions.ExplicitCapture)]
    private static partial Regex Escapes();
}
