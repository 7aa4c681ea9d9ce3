using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Settings;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests.Core.Dlp;

[Parallelizable(ParallelScope.All)]
public sealed class TokenPatternTests
{
    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    private static IEnumerable<object[]> Documented() => TokenSamples.Documented.Select(sample => new object[] { sample.Token, sample.Words });

    private static IEnumerable<object[]> EveryRow() => TokenSamples.OfEveryRow().Select(sample => new object[] { sample.Token, sample.Rule.Id });

    [Test]
    public void The_table_has_enough_rows_with_unique_ids()
    {
        Assert.That(TokenRules.All, Has.Count.GreaterThanOrEqualTo(15 + 40));
        Assert.That(TokenRules.All.Select(rule => rule.Id), Is.Unique);
        Assert.That(TokenRules.All.All(rule => rule.Severity == DlpSeverity.Block));
    }

    [TestCaseSource(nameof(Documented))]
    public void A_documented_token_shape_is_blocked_at_every_place(string token, string words)
    {
        string[] places =
            [token, "{\"a\":\"" + token, "a=1&b=" + token, "/v1?token=" + token, "X-Key: " + token, "key := `" + token, "(" + token, "\\n" + token,
                "\n" + token, "<b>" + token];
        foreach (string place in places)
        {
            foreach (string after
                in (string[])["", "&", ",", "}", ")", "<", "%", "\\u0026", "\"", "\\\"", "'", ";", " ", "\r\n", "\0", "\u00e4", "%26", "&amp;"])
            {
                string text = place + after + (after.Length > 0 ? "tail of the text" : "");
                IReadOnlyList<DlpFinding> found = Scan(text);
                Assert.That(found, Has.Count.EqualTo(1), text);
                Assert.That(found[0].Reason, Does.Contain(words), text);
                Assert.That(found[0].Severity, Is.EqualTo(DlpSeverity.Block));
                Assert.That(found[0].Kind, Is.EqualTo(DlpKind.TokenPattern));
                Assert.That(found[0].Start + found[0].Length, Is.EqualTo(place.Length), text);
            }
        }
    }

    [TestCaseSource(nameof(Documented))]
    public void A_documented_token_shape_is_found_at_every_split(string token, string words) =>
        SplitEverywhere("{\"value\":\"" + token + "\",\"next\":1}", words);

    [TestCaseSource(nameof(EveryRow))]
    public void Every_row_finds_exactly_its_whole_tokens(string token, string id)
    {
        foreach (string after in (string[])["&", ",", "}", ")", "<", "%", "\\u0026", "\"", ""])
        {
            IReadOnlyList<DlpFinding> found = Scan("value=\"" + token + after);
            Assert.That(found.Select(one => one.Rule), Is.EqualTo(new[] { id }), token + after);
            // For a PEM key, also a text that looks like an escaped line end. In a URL a host follows.
            int more = id is "private-key" or "putty-key" && after == "\\u0026" ? after.Length : id == "url-password" ? -"@db.example".Length : 0;
            Assert.That(found[0].Start + found[0].Length, Is.EqualTo(7 + token.Length + more), token + after);
        }
    }

    [TestCaseSource(nameof(EveryRow))]
    public void Every_row_finds_its_tokens_byte_by_byte(string token, string id)
    {
        byte[] bytes = Bytes("value=\"" + token + "\" and more");
        IReadOnlyList<DlpFinding> found = ScannedPieces.Scan(Detectors, bytes.Select((_, i) => (ReadOnlyMemory<byte>)bytes.AsMemory(i, 1)));
        Assert.That(found.Select(one => one.Rule), Is.EqualTo(new[] { id }));
    }

    [TestCase("hello world")]
    [TestCase("a risk-based task-force asked for disk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("AKIAIOSFODNN7SAMPLE")]
    [TestCase("npm_config_registry_of_the_whole_installation_is_long")]
    [TestCase("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa")]
    [TestCase("-----BEGIN PUBLIC KEY-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa")]
    [TestCase("eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbImEuanMiXX0.eyJzdWIiOiIxMjM0NTY3ODkwIn0.AAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("gho_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("550e8400-e29b-41d4-a716-446655440000 d41d8cd98f00b204e9800998ecf8427e sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void Other_text_matches_nothing(string text) => Assert.That(Scan(text), Is.Empty);

    [TestCase("\"Authorization\": \"Bearer ")]
    [TestCase("\\\"authorization\\\": \\\"bearer ")]
    [TestCase("AUTHORIZATION:BEARER ")]
    [TestCase("'Authorization', 'Bearer ")]
    [TestCase("Proxy-Authorization: Bearer ")]
    [TestCase("Authorization=Bearer+")]
    [TestCase("Authorization%3A%20Bearer%20")]
    [TestCase("headers[\"Authorization\"] = `Bearer ")]
    public void A_bearer_token_is_found_in_every_spelling(string before) =>
    SplitEverywhere(before.Replace("\"]", "\"", StringComparison.Ordinal) + TokenSamples.A(60) + "\"", "Bearer JWT");

    [Test]
    public void A_checksum_decides_if_the_format_has_one()
    {
        Assert.That(TokenChecks.Checksum30("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"u8), "GitHub's own documented example");
        Assert.That(TokenChecks.Checksum30("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18"u8), Is.False);
        Assert.That(TokenChecks.Crc32("123456789"u8), Is.EqualTo(0xCBF43926));
    }

    [TestCase("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")]
    [TestCase("{\"typ\":\"JWT\",\"alg\":\"RS256\"}")]
    [TestCase("{\"kid\":\"0123456789abcdef\",\"alg\":\"ES256\"}")]
    [TestCase("{\"x5t#S256\":\"x\",\"alg\":\"ES256\"}")]
    public void A_JSON_web_token_is_recognised_by_its_header(string header)
    {
        string token = Convert.ToBase64String(Bytes(header)).TrimEnd('=') + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0." + TokenSamples.A(43);
        SplitEverywhere("{\"t\":\"" + token + "\"}", "JSON Web Token");
        Assert.That(Scan(token.Replace('.', ',')), Is.Empty);
    }

    [Test]
    public void A_private_key_is_covered_to_its_end()
    {
        string body = string.Join("\\n", Enumerable.Repeat("MIIEowIBAAKCAQEAabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV", 25));
        string text = "{\"key\":\"-----BEGIN PRIVATE KEY-----\\n" + body + "\\n-----END PRIVATE KEY-----\"}";
        DlpFinding found = Scan(text).Single();
        Assert.That(found.Context, Is.EqualTo("{\"key\":\"-----BEGIN PRIVATE KEY-----***"));
        Assert.That(found.Start + found.Length, Is.EqualTo(text.IndexOf("-----END", StringComparison.Ordinal)));
    }

    [Test]
    public void Two_tokens_without_a_gap_are_both_covered()
    {
        string text = TokenSamples.GitHub("ghp_") + TokenSamples.GitHub("npm_") + " end";
        IReadOnlyList<DlpFinding> found = Scan(text);
        Assert.That(found.Sum(one => one.Length), Is.EqualTo(text.Length - 4), "the first token includes the letters of the second's prefix");
        Assert.That(found[0].Start + found[0].Length, Is.EqualTo(found[1].Start));
        Assert.That(Detectors.Redact(text), Is.EqualTo("[redacted: GitHub token][redacted: npm token] end"));
    }

    private static void SplitEverywhere(string text, string words)
    {
        byte[] bytes = Bytes(text);
        IReadOnlyList<DlpFinding> whole = Detectors.Scan(bytes);
        Assert.That(whole.Select(one => one.Reason), Has.Exactly(1).Contains(words), text);
        foreach (IEnumerable<ReadOnlyMemory<byte>> pieces in Cuts(bytes))
        {
            Assert.That(ScannedPieces.Scan(Detectors, pieces), Is.EqualTo(whole), text);
        }
    }

    private static IEnumerable<IEnumerable<ReadOnlyMemory<byte>>> Cuts(byte[] bytes) =>
        Enumerable.Range(0, bytes.Length + 1).Select(cut => (IEnumerable<ReadOnlyMemory<byte>>)[bytes.AsMemory(0, cut), bytes.AsMemory(cut)])
            .Append(bytes.Select((_, i) => (ReadOnlyMemory<byte>)bytes.AsMemory(i, 1)));

    private static IReadOnlyList<DlpFinding> Scan(string text) => Detectors.Scan(Bytes(text));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
