using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BotBottle.Core.Dlp;
using BotBottle.Core.Settings;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests.Core.Dlp;

[Parallelizable(ParallelScope.All)]
public sealed class KnownSecretTests
{
    private const string Secret = "zX9!k\"Qp/7+w=Lm2&v%T<y";

    private static readonly DlpDetectors Detectors = new(true, [new KnownSecret("DB_PASSWORD", Secret)], [], [], new byte[32]);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IEnumerable<object[]> EveryEncoding() =>
        Encodings.Of(Secret).Concat(Encodings.OfSecret(Secret)).Select(one => new object[] { one.Name, one.Bytes });

    [TestCaseSource(nameof(EveryEncoding))]
    public void A_secret_is_found_in_every_encoding_at_every_split(string name, byte[] encoded)
    {
        byte[] text = [.. "{\"a\":\" "u8, .. encoded, .. " \",\"b\":2}"u8];
        IReadOnlyList<DlpFinding> whole = Detectors.Scan(text);
        Assert.That(whole, Has.Count.EqualTo(1), name);
        Assert.That(whole[0].Kind, Is.EqualTo(DlpKind.KnownSecret));
        Assert.That(whole[0].Rule, Is.EqualTo("DB_PASSWORD"));
        Assert.That(whole[0].Reason, Is.EqualTo("known secret DB_PASSWORD"));
        Assert.That(whole[0].Fingerprint, Is.EqualTo(Detectors.Scan(Encoding.UTF8.GetBytes(Secret)).Single().Fingerprint), "one approval covers all forms");
        for (int cut = 0; cut <= text.Length; cut++)
        {
            Assert.That(ScannedPieces.Scan(Detectors, [text.AsMemory(0, cut), text.AsMemory(cut)]), Is.EqualTo(whole), $"{name} cut at {cut}");
        }

        Assert.That(ScannedPieces.Scan(Detectors, text.Select((_, i) => (ReadOnlyMemory<byte>)text.AsMemory(i, 1))), Is.EqualTo(whole), name);
    }

    [TestCaseSource(nameof(EveryEncoding))]
    public void The_context_contains_no_part_of_the_secret(string name, byte[] encoded)
    {
        byte[] text = [.. "before: "u8, .. encoded, .. " between "u8, .. encoded];
        foreach (DlpFinding finding in Detectors.Scan(text))
        {
            Assert.That(finding.Context, Does.Not.Contain(Secret[..3]).And.Not.Contain(Secret[^3..]), name);
            Assert.That(finding.Context, Does.EndWith("***"));
        }
    }

    [Test]
    public void The_end_of_the_text_is_held_for_any_bytes()
    {
        foreach (string text in (string[])["hello world", Secret[..10], new string(' ', 3000), Secret[..^1]])
        {
            DlpScan scan = new(new DlpDetectors(false, [new KnownSecret("S", Secret)], [], [], new byte[32]));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int i = 0; i < bytes.Length; i++)
            {
                Assert.That(scan.Append(bytes.AsSpan(i, 1)), Is.Empty);
                Assert.That(scan.Held, Is.EqualTo(Math.Min(i + 1, 1023)), text);
            }

            Assert.That(scan.Complete(), Is.Empty);
            Assert.That(scan.Held, Is.Zero);
        }
    }

    [TestCase("back\\slash\\es\\and\"quotes")]
    [TestCase("line\nbreaks\nand\ttabs")]
    [TestCase("p\u00e4ssw\u00f6rter\u20ac")]
    public void Secrets_with_special_characters_are_found_in_JSON_and_HTML_escapes(string secret)
    {
        DlpDetectors detectors = new(false, [new KnownSecret("S", secret)], [], [], new byte[32]);
        foreach (string text in (string[])
            [secret, JsonSerializer.Serialize(secret), JsonSerializer.Serialize(secret, Relaxed),
                JsonSerializer.Serialize(JsonSerializer.Serialize(secret, Relaxed), Relaxed), Uri.EscapeDataString(secret)])
        {
            Assert.That(detectors.Scan(Encoding.UTF8.GetBytes(text)).Select(one => one.Rule), Is.EqualTo(new[] { "S" }), text);
        }
    }

    [Test]
    public void A_short_secret_is_refused_with_its_name_and_without_its_value()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => _ = new KnownSecret("PIN", "1234567"))!;
        Assert.That(refused.Message, Does.Contain("'PIN' has 7 bytes").And.Not.Contain("1234567"));
        Assert.That(new KnownSecret("PIN", "12345678").ToString(), Is.EqualTo("PIN"));
    }

    [Test]
    public void A_long_secret_is_found_in_parts_under_one_fingerprint()
    {
        string secret = new([.. Enumerable.Range(0, 1000).Select(i => (char)('!' + (i * i * 7 % 89)))]);
        DlpDetectors detectors = new(false, [new KnownSecret("KEY_FILE", secret)], [], [], new byte[32]);
        IReadOnlyList<DlpFinding> found = detectors.Scan(Encoding.UTF8.GetBytes("x" + secret + "y"));
        Assert.That(found.Sum(one => one.Length), Is.EqualTo(secret.Length));
        Assert.That(found.Select(one => one.Fingerprint).Distinct().Count(), Is.EqualTo(1));
        Assert.That(detectors.Scan(Encoding.UTF8.GetBytes(secret[200..600])), Is.Not.Empty, "a part leaves");
    }

    [Test]
    public void A_secret_within_a_token_is_reported_unless_it_is_allowed()
    {
        string token = TokenSamples.GitHub("ghp_");
        DlpDetectors detectors = new(true, [new KnownSecret("INNER", TokenSamples.A(20))], [], [], new byte[32]);
        IReadOnlyList<DlpFinding> found = detectors.Scan(Encoding.UTF8.GetBytes(token));
        Assert.That(found.Select(one => one.Rule), Does.Contain("github-token").And.Contain("INNER"));
        Assert.That(detectors.Redact(token), Is.EqualTo("[redacted: GitHub token]"));
        DlpDetectors allowing = new(false, [new KnownSecret("S", Secret)], [new DlpAllowance(Secret, null)], [], new byte[32]);
        Assert.That(allowing.Scan(Encoding.UTF8.GetBytes(Secret)), Is.Empty);
    }

    [Test]
    public void Each_of_256_secrets_is_found()
    {
        Random random = new(5);
        KnownSecret[] secrets = [.. Enumerable.Range(0, 256)
            .Select(i => new KnownSecret($"S{i}", "sk-ant-" + new string(random.GetItems<char>("abcdefghijkLMNOPQRSTUV0123456789", 24))))];
        DlpDetectors detectors = new(false, secrets, [], [], new byte[32]);
        byte[] text = Encoding.UTF8.GetBytes(
            string.Join(", ", secrets.Select((secret, i) => i % 2 == 0 ? secret.Value : Convert.ToBase64String(Encoding.UTF8.GetBytes(secret.Value)))));
        Assert.That(detectors.Scan(text).Select(one => one.Rule), Is.EqualTo(secrets.Select(secret => secret.Name)));
    }

    [Test]
    public void The_cache_is_limited_and_drops_the_oldest_entry()
    {
        SecretVariantCache cache = new(2);
        SecretVariants first = cache.Get("first-secret");
        Assert.That(cache.Get("first-secret"), Is.SameAs(first));
        Assert.That(cache.Count, Is.EqualTo(1));
        cache.Get("second-secret");
        cache.Get("third-secret");
        Assert.That(cache.Count, Is.EqualTo(2));
        Assert.That(cache.Get("first-secret"), Is.Not.SameAs(first));
        Assert.That(first.Literals.Select(Encoding.Latin1.GetString), Is.Unique);
    }
}
