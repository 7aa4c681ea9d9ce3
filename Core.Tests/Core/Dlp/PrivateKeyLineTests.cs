using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>Private keys with something before each line, as tools show files and as code holds them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PrivateKeyLineTests
{
    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    // {0} is the number of the line, {1} its text.
    private static readonly string[] Forms =
    [
        "{0,6}→{1}\\n", "{0,6}\\u2192{1}\\n", "{0,6}\\t{1}\\n", "{0,6}→{1}\n", "{0}: {1}\\n", "L{0}: {1}\\n", "{0:D5}| {1}\\n", "keys/id_rsa:{0}:{1}\\n",
        "+{1}\\n", "-{1}\\n", "> {1}\\n", "> > {1}\r\n", "# {1}\\n", "    // {1}\\n", "\\\"{1}\\\\n\\\" +\\n", "'{1}\\\\n'\\n        ", "{1}\\n\\n", "\"{1}\",",
        "\\\\n{0,6}→{1}", "{1}<br>", "* {1}  \\n",
    ];

    [TestCaseSource(nameof(Forms))]
    public void A_key_is_covered_whole_whatever_is_before_its_lines(string form)
    {
        foreach (string fields in (string[])["", "Proc-Type: 4,ENCRYPTED|DEK-Info: AES-128-CBC,7C1B0F8A5D3E49217C1B0F8A5D3E4921||"])
        {
            foreach ((int lines, int last) in new[] { (1, 0), (2, 0), (3, 17), (25, 40), (49, 4) })
            {
                string[] key = Key(lines, last);
                string[] all = ["-----BEGIN RSA PRIVATE KEY-----", .. fields.Split('|')[..^1], .. key, "-----END RSA PRIVATE KEY-----"];
                string shown = string.Concat(all.Select((line, i) => string.Format(null, form, i + 1, line)));
                byte[] text = Encoding.UTF8.GetBytes($"{{\"a\":\"see {shown} and 30 lines more\",\"b\":1}}");
                IReadOnlyList<DlpFinding> whole = Detectors.Scan(text);
                Assert.That(whole.Select(one => one.Rule), Is.EqualTo(new[] { "private-key" }), shown);
                AssertCovers(text, whole, key);
                for (int cut = 1; cut < text.Length; cut += 37)
                {
                    Assert.That(ScannedPieces.Scan(Detectors, [text.AsMemory(0, cut), text.AsMemory(cut)]), Is.EqualTo(whole), $"cut at {cut}");
                }
            }
        }
    }

    /// <summary>A tool shows the first lines of a file. What follows in the document may be a signature or a picture.</summary>
    [Test]
    public void A_key_without_its_end_ends_with_its_string([Values("", "> ", "{0,6}→")] string before, [Values("{DATA}", "-----END{DATA}")] string next)
    {
        string[] key = ["-----BEGIN RSA PRIVATE KEY-----", .. Key(3, 0)];
        string shown = string.Concat(key.Select((line, i) => string.Format(null, before, i + 1) + line + "\\n"));
        string data = next.Replace("{DATA}", Key(4, 0)[0] + Key(5, 0)[0], StringComparison.Ordinal);
        byte[] text = Encoding.UTF8.GetBytes($"{{\"m\":[{{\"c\":\"{shown}\"}},{{\"c\":[{{\"signature\":\"{data}\"}},{{\"signature\":\"{data}\"}}]}}]}}");
        int end = text.AsSpan().IndexOf("\"},{\"c\":["u8);
        for (int cut = 0; cut < text.Length; cut += 3)
        {
            DlpFinding finding = ScannedPieces.Scan(Detectors, [text.AsMemory(0, cut), text.AsMemory(cut)]).Single();
            Assert.That(finding.Start + finding.Length, Is.InRange(end - 2, end), $"cut at {cut}");
        }
    }

    [TestCase("> -----BEGIN PRIVATE KEY-----\n> ...\n> -----END PRIVATE KEY-----\n")]
    [TestCase("> -----BEGIN PRIVATE KEY-----\n> LINE\n> ...\n> -----END PRIVATE KEY-----\n")]
    [TestCase("# -----BEGIN PRIVATE KEY-----\n# your key\n# -----END PRIVATE KEY-----\n# LINE\n# LINE\n")]
    [TestCase("It begins with `-----BEGIN PRIVATE KEY-----`. A digest, LINE, is something else.")]
    [TestCase("{\"a\":\"-----BEGIN PRIVATE KEY-----\"},{\"a\":\"LINE\"},{\"a\":\"LINE\"},{\"a\":\"-----END PRIVATE KEY-----\"}")]
    [TestCase("> -----BEGIN CERTIFICATE-----\n> LINE\n> LINE\n> -----END CERTIFICATE-----\n")]
    public void Documents_about_keys_are_silent(string text) =>
        Assert.That(Detectors.Scan(Encoding.ASCII.GetBytes(text.Replace("LINE", Key(1, 0)[0], StringComparison.Ordinal))), Is.Empty);

    private static string[] Key(int lines, int last)
    {
        Random random = new(lines);
        const string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        string[] whole = [.. Enumerable.Range(0, lines).Select(_ => random.GetString(digits, 64))];
        return last == 0 ? whole : [.. whole, random.GetString(digits, last - 2) + "=="];
    }

    private static void AssertCovers(byte[] text, IReadOnlyList<DlpFinding> findings, string[] key)
    {
        byte[] masked = [.. text];
        foreach (DlpFinding finding in findings)
        {
            masked.AsSpan((int)finding.Start, finding.Length).Fill((byte)'*');
        }

        string left = Encoding.UTF8.GetString(masked);
        bool isCut = findings[^1].IsCut; // then the rest of the string is masked, too
        Assert.That(key.Where(line => line.Length > 8 && left.Contains(line[^8..], StringComparison.Ordinal)).Skip(isCut ? key.Length : 0), Is.Empty, left);
    }
}
