using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>Random text in the encodings that agents carry holds no token.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TokenNoiseTests
{
    private const int Short = 2_000_000;
    private const int Long = 400_000_000;
    private const int Piece = 1 << 16;

    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    private static readonly Dictionary<string, Func<TokenRule, double>> Models = new()
    {
        ["base64"] = TokenNoise.InBase64,
        ["base64url"] = TokenNoise.InBase64Url,
        ["hex"] = TokenNoise.InHex,
        ["base32"] = TokenNoise.InBase32,
        ["UUIDs"] = TokenNoise.InUuids,
        ["code"] = TokenNoise.InCode,
    };

    private static IEnumerable<string> Encodings => Models.Keys.Where(name => name != "code");

    [Test]
    public void The_rows_together_are_expected_less_than_once_in_100_gigabytes(
        [Values("base64", "base64url", "hex", "base32", "UUIDs", "code")] string text)
    {
        double sum = TokenRules.All.Sum(Models[text]);
        TestContext.Out.WriteLine($"{text}: {sum:e2} per GB");
        Assert.That(sum, Is.LessThanOrEqualTo(0.01), string.Join(", ", Worst(Models[text])));
    }

    [Test]
    public void Wrapped_lines_are_expected_less_than_once_a_gigabyte([Values(64, 76)] int width)
    {
        double sum = TokenRules.All.Sum(rule => TokenNoise.InLines(rule, width));
        TestContext.Out.WriteLine($"{width}: {sum:e2} per GB");
        Assert.That(sum, Is.LessThanOrEqualTo(1), string.Join(", ", Worst(rule => TokenNoise.InLines(rule, width))));
    }

    [Test]
    public void A_little_noise_is_silent([ValueSource(nameof(Encodings))] string encoding) => Assert.That(Hits(encoding, Short, 1), Is.Empty);

    [Test, Category("Long")]
    public void Much_noise_is_silent([ValueSource(nameof(Encodings))] string encoding) => Assert.That(Hits(encoding, Long, 2), Is.Empty);

    [Test]
    public void Wrapped_noise_is_silent([Values(64, 76)] int width, [Values("\n", "\r\n", "\\n", "\\r\\n")] string end)
    {
        StringBuilder text = new();
        foreach (char[] line in Encoding.ASCII.GetChars(Text("base64", new Random(3), 1_000_000)).Chunk(width))
        {
            text.Append(line).Append(end);
        }

        Assert.That(Detectors.Scan(Encoding.ASCII.GetBytes(text.ToString())), Is.Empty);
    }

    // Tokens between noise are found, so that silence means something.
    [Test]
    public void A_token_after_the_end_of_noise_is_found(
        [ValueSource(nameof(Encodings))] string encoding, [Values("\"", " ", ":", "\",\"", "\\n\\n", "=")] string end)
    {
        byte[] noise = Text(encoding, new Random(5), 3000);
        byte[] text = [.. noise, .. Encoding.ASCII.GetBytes(end + "x=AKIAIOSFODNN7SAMPLES "), .. noise];
        Assert.That(Detectors.Scan(text).Select(one => one.Rule), Is.EqualTo(new[] { "aws-access-key" }));
    }

    // A path, a URL and a list are no noise.
    [TestCase("https://api.example.com/v1/keys/")]
    [TestCase("/home/user/Projects/MyApp/src/Config/")]
    [TestCase("/Users/Jane/Library/Caches/Homebrew/downloads/")]
    [TestCase("s3://bucket/2024/01/31/Reports/Final/")]
    [TestCase("AKIAI44QH8DHBSAMPLES\n")]
    [TestCase("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n")]
    [TestCase("550e8400-e29b-41d4-a716-446655440000\n")]
    [TestCase("\u001b[31m")]
    [TestCase("\\u001b[0;1;32m")]
    [TestCase("%20")]
    [TestCase("%3D")]
    [TestCase("a+")]
    public void A_token_in_honest_text_is_found(string before) =>
        Assert.That(Detectors.Scan(Encoding.UTF8.GetBytes(before + "AKIAIOSFODNN7SAMPLES ")).Select(one => one.Rule), Does.Contain("aws-access-key"));

    private static List<DlpFinding> Hits(string encoding, int length, int seed)
    {
        Random random = new(seed);
        DlpScan scan = Detectors.Rent();
        List<DlpFinding> found = [];
        for (int at = 0; at < length; at += Piece)
        {
            found.AddRange(scan.Append(Text(encoding, random, Piece)));
        }

        found.AddRange(scan.Complete());
        Detectors.Return(scan);
        return found;
    }

    private static byte[] Text(string encoding, Random random, int length) => encoding switch
    {
        "base64" => random.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8, length),
        "base64url" => random.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8, length),
        "hex" => random.GetItems("0123456789abcdef"u8, length),
        "base32" => random.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8, length),
        _ => Uuids(random, length),
    };

    private static byte[] Uuids(Random random, int length)
    {
        byte[] text = random.GetItems("0123456789abcdef"u8, length);
        for (int at = 0; at < text.Length; at++)
        {
            text[at] = (at % 37) switch { 8 or 13 or 18 or 23 => (byte)'-', 36 => (byte)'\n', _ => text[at] };
        }

        return text;
    }

    private static IEnumerable<string> Worst(Func<TokenRule, double> model) =>
        TokenRules.All.Select(rule => (rule.Id, Rate: model(rule))).OrderByDescending(one => one.Rate).Take(12).Select(one => $"{one.Id} {one.Rate:e2}");
}
