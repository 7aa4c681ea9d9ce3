using BotBottle.Core.Dlp;
using BotBottle.Core.Settings;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>
/// The outbound scanner: the same findings for any arrival of the text, no byte of a finding released before it is reported, and all findings of the slow
/// reference.
/// </summary>
internal sealed class DlpTarget : FuzzTarget
{
    // For findings with escapes in them.
    private const int WithinReach = 512;

    private const string Secret = "p&ss\"w0rd/\\Zq81+x";
    private const string Checked = "AbCdEfGhIjKlMnOpQrStUvWxYz01232piBxe";
    private const string Letters = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";

    private static readonly DlpDetectors Both =
        new(true, [new KnownSecret("S", Secret)], [], [new DlpRule("corp", "corp_[a-z]{8}", DlpSeverity.Block)], new byte[32]);
    private static readonly DlpDetectors Patterns = new(true, [], [], [], new byte[32]);

    public override string Name => "dlp";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "hello world", "corp_abcdefgh", Secret, Uri.EscapeDataString(Secret), Convert.ToBase64String(Pieces.Bytes("a" + Secret)),
            Convert.ToHexString(Pieces.Bytes(Secret)),
            "{\"k\":\"ghp_" + Checked + "\"}", "x=%67hp_" + Checked + "&y", "\"\\u0067hp_" + Checked[..29] + "\\u0033" + Checked[30..] + "\"",
            Convert.ToBase64String(Pieces.Bytes("{'t':'ghp_" + Checked + "'}")), "Authorization: Bearer " + Letters[..60], "AKIAIOSFODNN7SAMPLES",
            "SG." + Letters[..22] + "." + Letters[..43],
            "-----BEGIN RSA PRIVATE KEY-----\\n" + Letters + "\n-----END RSA PRIVATE KEY-----",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + Letters[..43], "g\0h\0p\0_\0" + string.Join('\0', Checked.ToCharArray()),
            "ghp_" + string.Join("\u00e2\u0080\u008b", Checked.ToCharArray()), "sk-ant-" + Letters + "sk-ant-" + Letters, "\u00ef\u00bd\u0087hp_" + Checked,
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. TokenRules.All.SelectMany(rule => rule.Literals), .. new[] { Secret, Letters, Checked, "%41", "%2541", "\\u0041", "&#65;", "&amp;#x41;",
            "\\\\u0041", "corp_abcdefgh", "Authorization: ", "Bearer " }.Select(Pieces.Bytes),
        new byte[1200],
    ];

    public override void Judge(byte[] input)
    {
        foreach (DlpDetectors detectors in new[] { Both, Patterns })
        {
            IReadOnlyList<DlpFinding> whole = ScannedPieces.Scan(detectors, [input]);
            foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
            {
                IReadOnlyList<DlpFinding> cut = ScannedPieces.Scan(detectors, pieces);
                Finding.Unless(cut.SequenceEqual(whole), $"in pieces: {string.Join('\n', cut)} instead of {string.Join('\n', whole)}");
            }

            CompareWithReference(detectors, Pieces.Text(input), whole);
        }
    }

    private static void CompareWithReference(DlpDetectors detectors, string text, IReadOnlyList<DlpFinding> findings)
    {
        if (text.Length > 2048)
        {
            return;
        }

        IEnumerable<(int Start, int End)> plain = ReferenceDlp.Tokens(text).Concat(detectors == Both ? ReferenceDlp.Secrets(text, Secret) : []);
        foreach ((int start, int end) in plain)
        {
            long[] missing = [.. Enumerable.Range(start, end - start).Select(at => (long)at)
                .Where(at => !findings.Any(one => at >= one.Start && at < one.Start + one.Length))];
            Finding.Unless(missing.Length == 0, $"not found: '{text[start..end]}' at {start}");
        }

        (string undone, List<(int Start, int End)> places) = ReferenceDlp.Unescape(text);
        foreach ((int start, int end) in ReferenceDlp.Tokens(undone))
        {
            (int first, int last) = (places[start].Start, places[end - 1].End);
            Finding.Unless(
                last - first > WithinReach || findings.Any(one => one.Start < last && one.Start + one.Length > first),
                $"not found with escapes: '{text[first..last]}' at {first}");
        }
    }
}
