using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>
/// The table of docs/scanning.md, one test per row: what is caught and what is not. A limit that no longer exists fails as well, so that the table stays
/// correct.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class EvasionTableTests
{
    private const string Secret = "Correct-Horse-Battery-42";
    private const string Token = "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";

    private static readonly DlpDetectors Detectors = new(true, [new KnownSecret("S", Secret)], [], [], new byte[32]);

    private static IEnumerable<TestCaseData> Caught()
    {
        byte[] raw = Encoding.ASCII.GetBytes(Secret);
        foreach (int layers in new[] { 2, 3, 4, 5, 6, 8, 9 })
        {
            yield return Row($"percent, {layers} layers", string.Concat(raw.Select(b => "%" + string.Concat(Enumerable.Repeat("25", layers - 1)) + $"{b:X2}")));
        }

        yield return Row("two invisible escapes between", string.Join("\\u200b\\u200b", Secret.ToCharArray()));
        yield return Row("seven invisible escapes between", string.Join(string.Concat(Enumerable.Repeat("\\u200b", 7)), Secret.ToCharArray()));
        yield return Row("hex in capitals", Convert.ToHexString(raw));
        yield return Row("hex behind \\x", string.Concat(raw.Select(b => $"\\x{b:x2}")));
        yield return Row("Base64 part of a multipart body", "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Convert.ToBase64String(Encoding.ASCII.GetBytes("file: " + Secret)) + "\r\n--b--");
        yield return Row("file name of a part", $"--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"{Secret}\"\r\n\r\n\r\n--b--");
        yield return Row("header of a part", $"--b\r\nX-A: {Secret}\r\n\r\n\r\n--b--");
        yield return Row("boundary that is missing", $"--b\r\n\r\n{Secret}");
        yield return Row("JSON key", $"{{\"{Secret}\":1}}");
        yield return Row("JSON, doubled key", $"{{\"a\":1,\"a\":\"{Secret}\"}}");
        yield return Row("malformed form", $"a&&=%zz&%={Secret}&;");
        yield return Row("behind it an &", $"a={Secret}&");
        yield return Row("behind it a comma", $"a,{Secret},");
        yield return Row("text of a PNG", "\u0089PNG\r\n\u001a\n\0\0\0\u0020tEXtComment\0" + Secret + "\u0001\u0002\u0003\u0004");
        yield return Row("SVG", $"<svg><text>{Secret}</text></svg>");
        yield return Row("event stream's comment", $": {Secret}\n\n");
        yield return Row("reversed", new string([.. Secret.Reverse()]));
        yield return Row("UTF-16", Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(Secret)));
        yield return Row("zero-width between", Utf8(string.Join('\u200B', Secret.ToCharArray())));
        yield return Row("bidirectional marks between", Utf8(string.Join('\u202E', Secret.ToCharArray())));
        yield return Row("combining marks (Zalgo)", Utf8(string.Concat(Secret.Select(c => $"{c}\u0301\u0323"))));
        yield return Row("fullwidth", Utf8(string.Concat(Secret.Select(c => (char)(c + 0xFEE0)))));
        yield return Row("Cyrillic", Utf8(Secret.Replace('o', '\u043E').Replace('e', '\u0435')));
        yield return Row("Greek", Utf8(Secret.Replace('o', '\u03BF')));
        yield return Row("NUL between", string.Join('\0', Secret.ToCharArray()));
        yield return Row("Base64, then percent", Uri.EscapeDataString(Convert.ToBase64String(raw)));

        static TestCaseData Row(string name, string text) => new TestCaseData(text).SetArgDisplayNames(name);
    }

    private static IEnumerable<TestCaseData> NotCaught()
    {
        byte[] raw = Encoding.ASCII.GetBytes(Secret);
        yield return Row("percent, ten layers", string.Concat(raw.Select(b => "%" + string.Concat(Enumerable.Repeat("25", 9)) + $"{b:X2}")));
        yield return Row("eight invisible escapes between", string.Join(string.Concat(Enumerable.Repeat("\\u200b", 8)), Secret.ToCharArray()));
        yield return Row("hex with colons", Convert.ToHexString(raw).Chunk(2).Aggregate("", (all, pair) => all + ":" + new string(pair)));
        yield return Row("0x and commas", string.Concat(raw.Select(b => $"0x{b:x2},")));
        yield return Row("JSON numbers", "[" + string.Join(',', raw) + "]");
        yield return Row("quoted-printable", string.Concat(raw.Select(b => $"={b:X2}")));
        yield return Row("Base64 of Base64", Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(raw))));
        yield return Row("Base64 with line ends", string.Join("\r\n", Convert.ToBase64String(raw).Chunk(8).Select(line => new string(line))));
        yield return Row("exotic spaces between", Utf8(string.Join('\u2003', Secret.ToCharArray())));
        yield return Row("Armenian", Utf8(Secret.Replace('o', '\u0585')));
        yield return Row("Cherokee", Utf8(Secret.Replace('B', '\u13F4').Replace('H', '\u13BB')));
        yield return Row("C0 controls between", string.Join('\u0001', Secret.ToCharArray()));
        yield return Row("other case", Secret.ToLowerInvariant());
        yield return Row("leetspeak", Secret.Replace('o', '0').Replace('e', '3'));
        yield return Row("ROT13", string.Concat(Secret.Select(c => char.IsAsciiLetter(c) ? (char)((((c | 0x20) - 'a' + 13) % 26) + (c & 0x20) + 'A') : c)));
        yield return Row("XOR", string.Concat(raw.Select(b => (char)(b ^ 0x55))));
        yield return Row("two parameters", $"a={Secret[..12]}&b={Secret[12..]}");
        yield return Row("two path segments", $"/{Secret[..12]}/{Secret[12..]}");
        yield return Row("two labels of a name", $"{Secret[..12]}.{Secret[12..]}.example");
        yield return Row("two lines of headers", $"X-A: {Secret[..12]}\nX-B: {Secret[12..]}");
        yield return Row("two JSON strings", $"[\"{Secret[..12]}\",\"{Secret[12..]}\"]");

        static TestCaseData Row(string name, string text) => new TestCaseData(text).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Caught))]
    public void Evasion_is_caught(string text) =>
        Assert.That(Detectors.Scan(Encoding.Latin1.GetBytes($"a: {text} b")).Select(finding => finding.Rule), Does.Contain("S"));

    [TestCaseSource(nameof(NotCaught))]
    public void Evasion_is_a_documented_limit(string text) =>
        Assert.That(Detectors.Scan(Encoding.Latin1.GetBytes($"a: {text} b")).Select(finding => finding.Rule), Does.Not.Contain("S"));

    [TestCase("&")]
    [TestCase(",")]
    [TestCase("\r\n--b--")]
    public void A_token_is_caught_whatever_follows(string behind) => Assert.That(Detectors.Scan(Encoding.Latin1.GetBytes($"a={Token}{behind}")), Is.Not.Empty);

    private static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
