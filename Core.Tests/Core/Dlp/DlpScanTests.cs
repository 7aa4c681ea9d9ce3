using System.Security.Cryptography;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Settings;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests.Core.Dlp;

[Parallelizable(ParallelScope.All)]
public sealed class DlpScanTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly DlpDetectors Patterns = new(true, [], [], [], Key);
    private static readonly string Token = TokenSamples.GitHub("ghp_");

    [TestCase("hello world", 0)]
    [TestCase("a word of sixteen_letters_", 1)]
    [TestCase("a word of sixteen_letters.", 0)]
    [TestCase("the end.", 0)]
    [TestCase("a token: g", 1)]
    [TestCase("a token: ghp_AAAA", 8)]
    [TestCase("a token: ghp_AAAA ", 0)]
    [TestCase("a token: %67hp", 5)]
    [TestCase("a token: gh\\u00", 6)]
    [TestCase("ghp_AAAA+", 0)]
    public void Only_a_possible_beginning_of_a_token_is_held(string text, int held)
    {
        DlpScan scan = new(Patterns);
        Assert.That(scan.Append(Encoding.UTF8.GetBytes(text)), Is.Empty);
        Assert.That(scan.Held, Is.EqualTo(held));
        Assert.That(scan.Complete(), Is.Empty);
        Assert.That(scan.Held, Is.Zero);
    }

    [Test]
    public void A_long_text_has_the_same_findings_in_large_and_small_pieces()
    {
        DlpDetectors detectors =
            new(true, [new KnownSecret("S", "correct horse battery")], [], [new DlpRule("corp", "corp_[a-z0-9]{32}", DlpSeverity.Block)], Key);
        Random random = new(11);
        StringBuilder text = new();
        string[] parts =
            [Token, "correct horse battery", "corp_" + new string('q', 32), "%63orrect%20horse battery", "\\u0067" + Token[1..],
                Convert.ToBase64String(Encoding.UTF8.GetBytes("k=" + Token))];
        for (int i = 0; i < 60; i++)
        {
            text.Append(' ', random.Next(4000)).Append('.', 1).Append(parts[i % parts.Length]).Append(' ');
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        IReadOnlyList<DlpFinding> whole = detectors.Scan(bytes);
        Assert.That(whole, Has.Count.EqualTo(60));
        foreach (int size in (int[])[1, 2, 7, 100, 1023, 4096, 5503, 5504, 5505, 16384, 65536])
        {
            Assert.That(ScannedPieces.Scan(detectors, bytes.Chunk(size).Select(piece => (ReadOnlyMemory<byte>)piece)), Is.EqualTo(whole), $"pieces of {size}");
        }
    }

    // Characters without a place in the view of escapes still advance its offsets, which have 32 bits.
    [Test, Category("Long")]
    public void A_token_is_found_after_gibibytes_of_other_text()
    {
        byte[] invisible = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\U000E0041", 1 << 14)));
        DlpScan scan = new(Patterns);
        for (long length = 0; length <= int.MaxValue; length += invisible.Length)
        {
            Assert.That(scan.Append(invisible), Is.Empty);
        }

        Assert.That(scan.Append(Encoding.UTF8.GetBytes("%67" + Token[1..] + " ")), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_view_of_escapes_restarts_after_gibibytes()
    {
        const long Place = 3L << 30;
        FoldedText folded = new();
        folded.Reset(0);
        folded.Add((byte)'a', 0, 3);
        Assert.That((folded.IsFar(1 << 20), folded.IsFar(Place)), Is.EqualTo((false, true)));
        folded.Drop(1, Place);
        folded.Add((byte)'b', Place, Place + 3);
        Assert.That((folded.IsFar(Place), folded.Start(0), folded.End(0)), Is.EqualTo((false, Place, Place + 3)));
    }

    // The plain text and the text with its escapes undone reveal the value at one place. An approval must not depend on which of them is found.
    [TestCase("%2eglpat-AAAAAAAAAAAAAAAAAAAA ")]
    [TestCase("-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBg\\u006bqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\\u0056JTUt9Us8cKj ")]
    public void A_value_found_in_two_ways_is_one_finding_for_any_pieces(string found)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(i => $"{i} sk-proj-{new string('B', 40 + (i % 7))} {found}")));
        IReadOnlyList<DlpFinding> whole = Patterns.Scan(bytes);
        for (int size = 1; size < 400; size += 1 + (size / 8))
        {
            Assert.That(ScannedPieces.Scan(Patterns, bytes.Chunk(size).Select(piece => (ReadOnlyMemory<byte>)piece)), Is.EqualTo(whole), $"pieces of {size}");
        }
    }

    // Only four digits decide whether an encoding may begin; the text around them need not be encoded, wherever it ends.
    [Test]
    public void Digits_that_encode_nothing_hide_no_token([Range(1, 4)] int seed)
    {
        Random random = new(seed);
        byte[] digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8.ToArray();
        byte[] token = Encoding.ASCII.GetBytes(" " + Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Token)));
        for (int i = 0; i < 3000; i++)
        {
            byte[] text = [.. Enumerable.Range(0, random.Next(1, 9)).SelectMany(
                _ => random.Next(3) == 0 ? random.GetItems("0123456789abcdef"u8, random.Next(1, 40)) : random.GetItems(digits, random.Next(1, 40)))];
            DlpScan alone = new(Patterns);
            IReadOnlyList<DlpFinding> found = [.. alone.Append(text), .. alone.Complete()];
            DlpScan before = new(Patterns);
            IReadOnlyList<DlpFinding> both = [.. before.Append([.. text, .. token]), .. before.Complete()];
            Assert.That(both, Has.Count.EqualTo(found.Count + 1), Encoding.ASCII.GetString(text));
        }
    }

    // Candidates share the decoded text. A rule must not see more text before it because another candidate was there, which depends on the pieces.
    [TestCase("")]
    [TestCase("ghp_ghp_")]
    [TestCase("ghp_ghp_ghp_ghp_ghp_ghp_ghp_ghp_ghp_ghp_")]
    public void The_text_before_a_token_in_hex_does_not_depend_on_near_misses(string nearMisses)
    {
        byte[] text =
            Encoding.ASCII.GetBytes(" " + Convert.ToHexString(Encoding.ASCII.GetBytes($"{nearMisses}authorization: BEARER {new string('A', 40)}")) + " ");
        IReadOnlyList<DlpFinding> whole = Patterns.Scan(text);
        Assert.That(whole.Select(one => one.Rule), Is.EqualTo(new[] { "bearer-token" }));
        for (int cut = 0; cut <= text.Length; cut++)
        {
            Assert.That(ScannedPieces.Scan(Patterns, [text.AsMemory(0, cut), text.AsMemory(cut)]), Is.EqualTo(whole), $"cut at {cut}");
        }
    }

    // In hex, a token of 2048 bytes has as many digits as are ever decoded. It must not end with a piece.
    [TestCase(1200)]
    [TestCase(2100)]
    public void A_long_token_in_hex_has_the_same_finding_for_any_pieces(int length)
    {
        byte[] bytes = Encoding.ASCII.GetBytes("x " + Convert.ToHexString(Encoding.ASCII.GetBytes("ops_eyJ" + TokenSamples.A(length))) + " ");
        IReadOnlyList<DlpFinding> whole = Patterns.Scan(bytes);
        Assert.That(whole, Is.Not.Empty);
        foreach (int size in (int[])[1, 7, 500, 1600, 1601, 2300])
        {
            Assert.That(ScannedPieces.Scan(Patterns, bytes.Chunk(size).Select(piece => (ReadOnlyMemory<byte>)piece)), Is.EqualTo(whole), $"pieces of {size}");
        }
    }

    // Overlapping prefixes, runs and headers share one measurement. The token after each of them must be found.
    [TestCase("SG.SG.SG.re_re_cioLTAInpm_", "ghp_", 36)]
    [TestCase("eyJhbGciOiJub25lIn0.eyJhbGcieyJhbGci.", "npm_", 36)]
    [TestCase("discord.com/api/webhooks/sk-ant-sk-.", "gsk_", 52)]
    public void Overlapping_prefixes_hide_no_token(string before, string prefix, int length)
    {
        string value = length == 36 ? TokenSamples.GitHub(prefix) : prefix + TokenSamples.A(length);
        string text = string.Concat(Enumerable.Repeat(before, 40)) + value;
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        string base64 = Convert.ToBase64String(bytes);
        foreach (string form in (string[])[text, base64, Convert.ToHexString(bytes), "%2e" + text, "%2e" + base64])
        {
            IReadOnlyList<DlpFinding> found = Patterns.Scan(Encoding.ASCII.GetBytes(form + " "));
            Assert.That(found.Any(one => one.Start + one.Length >= form.Length - 3), form);
        }
    }

    [Test]
    public void A_token_that_begins_within_an_overlong_one_is_found_to_its_end([Values(1, 4, 10, 39, 60, 100)] int within)
    {
        string text = "sk-ant-" + string.Concat(Enumerable.Repeat("aB3x", 128))[..(512 - within)] + Token;
        foreach (string form
            in (string[])[text, Convert.ToBase64String(Encoding.ASCII.GetBytes(text)), Convert.ToHexString(Encoding.ASCII.GetBytes(text)), "%2e" + text])
        {
            foreach (string behind in (string[])[" ", "", "_" + new string('z', 3000)])
            {
                IReadOnlyList<DlpFinding> found = Patterns.Scan(Encoding.ASCII.GetBytes(form + behind));
                Assert.That(found.Max(one => one.Start + one.Length), Is.GreaterThanOrEqualTo(form.Length - 3), form + behind);
            }
        }
    }

    [Test]
    public void A_scan_does_not_depend_on_the_text_before_it()
    {
        DlpScan scan = Patterns.Rent();
        scan.Append(Encoding.UTF8.GetBytes("x %41 " + Token + " ghp_AAA"));
        Patterns.Return(scan);
        Assert.That(Patterns.Scan(Encoding.UTF8.GetBytes(TokenSamples.A(33))), Is.Empty);
        Assert.That(Patterns.Scan(Encoding.UTF8.GetBytes(Token)).Single().Start, Is.Zero);
        scan = Patterns.Rent();
        scan.Complete();
        Assert.Throws<InvalidOperationException>(() => scan.Append("x"u8));
    }

    [Test]
    public void A_value_keeps_its_fingerprint_after_many_other_values()
    {
        Random random = new(5);
        string[] tokens =
            [.. Enumerable.Range(0, 80).Select(_ => TokenSamples.GitHub("ghp_", new string(random.GetItems<char>("ABCDEFabcdef0123456789", 30))))];
        string[] sent = [.. Enumerable.Range(0, 400).Select(_ => tokens[random.Next(tokens.Length)])];
        IReadOnlyList<DlpFinding> found = Patterns.Scan(Encoding.ASCII.GetBytes(string.Join(' ', sent)));
        Dictionary<string, string> alone = tokens.ToDictionary(token => token, token => Patterns.Scan(Encoding.ASCII.GetBytes(token)).Single().Fingerprint);
        Assert.That(found.Select(one => one.Fingerprint), Is.EqualTo(sent.Select(token => alone[token])));
    }

    [Test]
    public void Allowed_values_are_no_findings()
    {
        DlpDetectors allowing = new(true, [], [new DlpAllowance("AKIAIOSFODNN7SAMPLES", null), new DlpAllowance(null, "^ghp_A+")], [], Key);
        Assert.That(allowing.Scan(Encoding.UTF8.GetBytes($"AKIAIOSFODNN7SAMPLES {Token} %41KIAIOSFODNN7SAMPLES")), Is.Empty);
        Assert.That(allowing.Scan("AKIAIOSFODNN7SAMPLEX"u8), Has.Count.EqualTo(1));
        Assert.That(allowing.Scan("AKIAIOSFODNN7SAMPLESAAAA"u8), Has.Count.EqualTo(1), "another value");
    }

    [Test]
    public void The_fingerprint_is_a_keyed_hash_of_the_value_whatever_its_encoding()
    {
        string expected = Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(Token)));
        foreach ((string name, byte[] bytes) in Encodings.Of(Token))
        {
            Assert.That(Patterns.Scan([.. "k: "u8, .. bytes, .. " "u8]).Single().Fingerprint, Is.EqualTo(expected), name);
        }
    }

    [Test]
    public void The_context_shows_the_text_before_and_no_secret()
    {
        IReadOnlyList<DlpFinding> found = Patterns.Scan(Encoding.UTF8.GetBytes($"first\r\n\u001b[31m{Token},{Token}"));
        Assert.That(found.Select(one => one.Context), Is.EqualTo(new[] { "first   [31mghp_***", "***,ghp_***" }));
    }

    [Test]
    public void Operator_rules_find_up_to_512_bytes_at_every_split()
    {
        DlpDetectors detectors =
            new(false, [], [], [new DlpRule("corp", @"\bcorp_[a-z0-9]{500}", DlpSeverity.Block), new DlpRule("note", "internal", DlpSeverity.Warn)], Key);
        foreach (int before in (int[])[0, 1, 6, 7, 8, 511, 512, 513, 1023, 3000])
        {
            byte[] text = Encoding.UTF8.GetBytes(new string(' ', before) + "corp_" + new string('q', 500) + " internal");
            IReadOnlyList<DlpFinding> whole = detectors.Scan(text);
            Assert.That(whole.Select(one => (one.Rule, one.Start, one.Length, one.Severity)),
                Is.EqualTo(new[] { ("corp", (long)before, 505, DlpSeverity.Block), ("note", before + 506L, 8, DlpSeverity.Warn) }));
            for (int cut = 0; cut <= text.Length; cut += 13)
            {
                Assert.That(ScannedPieces.Scan(detectors, [text.AsMemory(0, cut), text.AsMemory(cut)]), Is.EqualTo(whole));
            }

            byte[] inWord = [.. text];
            inWord[Math.Max(0, before - 1)] = (byte)'x';
            Assert.That(detectors.Scan(inWord).Select(one => one.Rule), Is.EqualTo(new[] { "note" }));
        }
    }

    [Test]
    public void A_warning_hides_no_secret()
    {
        DlpDetectors detectors = new(true, [new KnownSecret("S", "a-known-secret")], [], [new DlpRule("all", ".+", DlpSeverity.Warn)], Key);
        IReadOnlyList<DlpFinding> found = detectors.Scan(Encoding.UTF8.GetBytes($"x a-known-secret {Token}"));
        Assert.That(found.Where(one => one.Severity == DlpSeverity.Block).Select(one => one.Rule), Is.EqualTo(new[] { "S", "github-token" }));
    }

    [Test]
    public void Logs_are_redacted()
    {
        DlpDetectors detectors = new(true, [new KnownSecret("S", "a-known-secret")], [], [], Key);
        Assert.That(
            detectors.Redact($"p\u00e4th?k={Token}&s=a-known-secret."), Is.EqualTo("p\u00e4th?k=[redacted: GitHub token]&s=[redacted: known secret S]."));
        Assert.That(detectors.Redact("nothing"), Is.EqualTo("nothing"));
    }

    [Test]
    public void A_key_has_32_bytes() => Assert.Throws<ArgumentException>(() => _ = new DlpDetectors(true, [], [], [], new byte[31]));

    [TestCase("{\"role\":\"user\",\"content\":\"Please look at src/main.rs \\n and \\u2014 fix it, ghp_ too \"}")]
    [TestCase("%41%42%2541 sk-sk-sk- eyJhbGci Z2hwXw 6768705f \\u0067hp_ \u0440\u0443\u0441")]
    public void The_steady_state_allocates_nothing(string text)
    {
        DlpScan scan = new(new DlpDetectors(true, [new KnownSecret("S", "correct horse battery")], [new DlpAllowance("x", null)], [], Key));
        byte[] piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 65536 / text.Length)));
        Pass(); // static tables are made where they are first used
        long before = GC.GetAllocatedBytesForCurrentThread();
        Pass();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Pass()
        {
            for (int i = 0; i < 32; i++)
            {
                scan.Append(piece.AsSpan(0, i % 2 == 0 ? piece.Length : 100));
            }
        }
    }
}
