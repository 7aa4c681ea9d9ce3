using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>Keys that everyone can read are silent, however their lines are broken; whatever is beside or inside of them is not.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PublishedKeyTests
{
    // RFC 9500 section 2.1 and RFC 8410 section 10.3.
    private static readonly string[] Rsa =
    [
        "MIIEowIBAAKCAQEAsPnoGUOnrpiSqt4XynxA+HRP7S+BSObI6qJ7fQAVSPtRkqso", "tWxQYLEYzNEx5ZSHTGypibVsJylvCfuToDTfMul8b/CZjP2Ob0LdpYrNH6l5hvFE",
        "89FU1nZQF15oVLOpUgA7wGiHuEVawrGfey92UE68mOyUVXGweJIVDdxqdMoPvNNU", "l86BU02vlBiESxOuox+dWmuVV7vfYZ79Toh/LUK43YvJh+rhv4nKuF7iHjVjBd9s",
        "B6iDjj70HFldzOQ9r8SRI+9NirupPTkF5AKNe6kUhKJ1luB7S27ZkvB3tSTT3P59", "3VVJvnzOjaA1z6Cz+4+eRvcysqhrRgFlwI9TEwIDAQABAoIBAEEYiyDP29vCzx/+",
        "dS3LqnI5BjUuJhXUnc6AWX/PCgVAO+8A+gZRgvct7PtZb0sM6P9ZcLrweomlGezI", "FrL0/6xQaa8bBr/ve/a8155OgcjFo6fZEw3Dz7ra5fbSiPmu4/b/kvrg+Br1l77J",
        "aun6uUAs1f5B9wW+vbR7tzbT/mxaUeDiBzKpe15GwcvbJtdIVMa2YErtRjc1/5B2", "BGVXyvlJv0SIlcIEMsHgnAFOp1ZgQ08aDzvilLq8XVMOahAhP1O2A3X8hKdXPyrx",
        "IVWE9bS9ptTo+eF6eNl+d7htpKGEZHUxinoQpWEBTv+iOoHsVunkEJ3vjLP3lyI/", "fY0NQ1ECgYEA3RBXAjgvIys2gfU3keImF8e/TprLge1I2vbWmV2j6rZCg5r/AS0u",
        "pii5CvJ5/T5vfJPNgPBy8B/yRDs+6PJO1GmnlhOkG9JAIPkv0RBZvR0PMBtbp6nT", "Y3yo1lwamBVBfY6rc0sLTzosZh2aGoLzrHNMQFMGaauORzBFpY5lU50CgYEAzPHl",
        "u5DI6Xgep1vr8QvCUuEesCOgJg8Yh1UqVoY/SmQh6MYAv1I9bLGwrb3WW/7kqIoD", "fj0aQV5buVZI2loMomtU9KY5SFIsPV+JuUpy7/+VE01ZQM5FdY8wiYCQiVZYju9X",
        "Wz5LxMNoz+gT7pwlLCsC4N+R8aoBk404aF1gum8CgYAJ7VTq7Zj4TFV7Soa/T1eE", "k9y8a+kdoYk3BASpCHJ29M5R2KEA7YV9wrBklHTz8VzSTFTbKHEQ5W5csAhoL5Fo",
        "qoHzFFi3Qx7MHESQb9qHyolHEMNx6QdsHUn7rlEnaTTyrXh3ifQtD6C0yTmFXUIS", "CW9wKApOrnyKJ9nI0HcuZQKBgQCMtoV6e9VGX4AEfpuHvAAnMYQFgeBiYTkBKltQ",
        "XwozhH63uMMomUmtSG87Sz1TmrXadjAhy8gsG6I0pWaN7QgBuFnzQ/HOkwTm+qKw", "AsrZt4zeXNwsH7QXHEJCFnCmqw9QzEoZTrNtHJHpNboBuVnYcoueZEJrP8OnUG3r",
        "UjmopwKBgAqB2KYYMUqAOvYcBnEfLDmyZv9BTVNHbR2lKkMYqv5LlvDaBxVfilE0", "2riO4p6BaAdvzXjKeRrGNEKoHNBpOSfYCOM16NjL8hIZB1CaV3WbT5oY+jp7Mzd5",
        "7d56RZOE+ERK2uz/7JX9VSsM/LbH9pJibd4e8mikDS9ntciqOH/3",
    ];

    private const string Ed25519 = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";

    // npm's passport-jwt holds it.
    private const string Token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
        + ".eyJzdWIiOjEyMzQ1Njc4OTAsIm5hbWUiOiJKb2huIERvZSIsImlzcyI6ImV4YW1wbGVzb2Z0LmNvbSIsImV4cCI6Ijk5OTk5OTk5OTkifQ"
        + ".CbpI0TNI-FYXe6p3PgM__jwlz6aCT1qpUBsTVCfWuBM";

    private const string Begin = "-----BEGIN RSA PRIVATE KEY-----";
    private const string End = "-----END RSA PRIVATE KEY-----";
    private const string Other = "bXkgb3duIGtleSwgd2hpY2ggbm9ib2R5IG1heSByZWFkLCBub3QgZXZlbiBpbiBw";

    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    [TestCase("{0}\n")]
    [TestCase("{0}\r\n")]
    [TestCase("{0}\\n")]
    [TestCase("{0}\\r\\n")]
    [TestCase("{0}\\\\n")]
    [TestCase("    {0}\n")]
    [TestCase("\t\"{0}\\n\"\n")]
    [TestCase("  \"{0}\\n\" +\n")]
    [TestCase("  '{0}',\n")]
    [TestCase("\\\"{0}\\\\n\\\" +\\n")]
    [TestCase("{0}")]
    public void A_published_key_is_silent_however_its_lines_are_broken(string form)
    {
        foreach (string[] lines in (string[][])[[Begin, .. Rsa, End], ["-----BEGIN PRIVATE KEY-----", Ed25519, "-----END PRIVATE KEY-----"]])
        {
            string key = string.Concat(lines.Select(line => string.Format(null, form, line)));
            Silent($"{{\"a\":\"see {key} and 30 lines more\"}}");
            Silent(key);
            Silent(key + key);
        }
    }

    [Test]
    public void A_published_key_is_silent_in_base64_and_hex()
    {
        byte[] key = Encoding.ASCII.GetBytes(Pem(Begin, Rsa, End));
        foreach (string text in (string[])[Convert.ToBase64String(key), Convert.ToBase64String([1, .. key]), Convert.ToHexString(key)])
        {
            Silent($"data: {text}\n");
        }

        Silent($"token={Token}&");
        Silent($"\"{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Token))}\"");
    }

    /// <summary>Attempts of an agent to get a real key out beside a published one.</summary>
    [Test]
    public void Anything_beside_a_published_key_makes_it_another()
    {
        string[] changed = [.. Rsa];
        changed[7] = changed[7].Replace('6', '7');
        string[][] bodies =
        [
            [.. Rsa, Other], [Other, .. Rsa], [.. Rsa[..9], Other, .. Rsa[9..]], [.. Rsa[..^1], Rsa[^1] + "AAAA"], [.. Rsa[..^1], Rsa[^1] + "="], changed,
            [.. Rsa[..^1]], [.. Rsa, .. Rsa], [.. Rsa, Ed25519], [.. Rsa[..9], "# " + Other, .. Rsa[9..]], ["Comment: " + Other, "", .. Rsa],
            ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,7C1B0F8A5D3E49217C1B0F8A5D3E4921", "", .. Rsa], [.. Rsa, "# " + Other[..30]],
            [.. Rsa[..9], "+" + Rsa[9], .. Rsa[10..]], [.. Rsa[..9], "\\x" + Rsa[9], .. Rsa[10..]], [.. Rsa, "é"], [.. Rsa, "-"], [.. Rsa, "\0"],
            [.. Rsa.Reverse()],
        ];
        foreach (string[] body in bodies)
        {
            Found(Pem(Begin, body, End));
        }

        Found(Pem(Begin, Rsa, "-----END EC PRIVATE KEY-----"));
        Found(Pem(Begin, Rsa, "-----END RSA PRIVATE KEY----"));
        Found(Pem(Begin, Rsa, ""));
        Found(Pem(Begin, Rsa, Other));
        Found(Pem("-----BEGIN MY0WN5ECRETV4LUE PRIVATE KEY-----", Rsa, "-----END MY0WN5ECRETV4LUE PRIVATE KEY-----"));
        Found(Pem(Begin, Rsa, "-----BEGIN RSA PRIVATE KEY-----"));
        Found($"see {Token[..^1]} ");
        Found($"see {Token}A ");
        Found($"see {Token[..^1]}N ");
    }

    [Test]
    public void Another_key_before_or_behind_a_published_one_is_found_as_it_is_alone()
    {
        string own = Pem(Begin, [Other, Other, Other], End);
        string published = Pem(Begin, Rsa, End);
        DlpFinding alone = Detectors.Scan(Encoding.ASCII.GetBytes(own)).Single();
        foreach (string text in (string[])[published + own, own + published, published + own + published, published.TrimEnd() + own])
        {
            DlpFinding found = Found(text);
            Assert.That(found.Start - text.IndexOf(own, StringComparison.Ordinal), Is.EqualTo(alone.Start));
            Assert.That((found.Length, found.Fingerprint), Is.EqualTo((alone.Length, alone.Fingerprint)));
        }
    }

    [Test]
    public void A_published_key_that_is_a_known_secret_is_found()
    {
        string key = Pem(Begin, Rsa, End);
        DlpDetectors detectors = new(true, [new KnownSecret("MINE", key)], [], [], new byte[32]);
        Assert.That(detectors.Scan(Encoding.ASCII.GetBytes($"see {key}")).Select(one => one.Rule), Has.All.EqualTo("MINE").And.Not.Empty);
    }

    [Test]
    public void Each_row_has_a_digest_a_file_and_a_dated_source()
    {
        IReadOnlyList<PublishedKey> all = PublishedKeys.All();
        Assert.That(all.Select(key => key.Sha256), Is.Unique.And.All.Matches("^[0-9a-f]{64}$"));
        Assert.That(all.Select(key => key.File), Has.All.Matches("\\S"));
        Assert.That(all.Select(key => key.Source), Has.All.Matches("^\\S.*, 20\\d\\d-\\d\\d-\\d\\d$"));
        Assert.That(all.Select(key => key.IsToken).Distinct().Count(), Is.EqualTo(2));
    }

    private static string Pem(string header, IEnumerable<string> lines, string footer) => string.Join('\n', (string[])[header, .. lines, footer]) + "\n";

    private static void Silent(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.That(Detectors.Scan(bytes), Is.Empty, text);
        for (int cut = 1; cut < bytes.Length; cut += 61)
        {
            Assert.That(ScannedPieces.Scan(Detectors, [bytes.AsMemory(0, cut), bytes.AsMemory(cut)]), Is.Empty, $"cut at {cut}: {text}");
        }

        Assert.That(ScannedPieces.Scan(Detectors, bytes.Chunk(97).Select(piece => (ReadOnlyMemory<byte>)piece)), Is.Empty, text);
    }

    private static DlpFinding Found(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        IReadOnlyList<DlpFinding> whole = Detectors.Scan(bytes);
        Assert.That(whole, Has.Count.EqualTo(1), text);
        for (int cut = 1; cut < bytes.Length; cut += 61)
        {
            Assert.That(ScannedPieces.Scan(Detectors, [bytes.AsMemory(0, cut), bytes.AsMemory(cut)]), Is.EqualTo(whole), $"cut at {cut}: {text}");
        }

        Assert.That(ScannedPieces.Scan(Detectors, bytes.Chunk(97).Select(piece => (ReadOnlyMemory<byte>)piece)), Is.EqualTo(whole), text);
        return whole[0];
    }
}
