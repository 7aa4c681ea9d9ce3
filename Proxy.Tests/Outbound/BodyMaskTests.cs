using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotBottle.Core.Dlp;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A mask in a body: the JSON around it stays the same, for all pieces, and signed content stays as it is.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BodyMaskTests
{
    private const string Token = Secrets.Shaped;

    private static readonly string Stars = new('*', Token.Length);

    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[ApprovalFingerprints.KeyLength]);

    [TestCase("{\"messages\":[{\"role\":\"user\",\"content\":\"key = TOKEN\\nnext\"}]}")]
    [TestCase("{\"messages\":[{\"role\":\"user\",\"content\":\"TOKEN\"}],\"a\":[\"TOKEN\",\"TOKEN\"]}")]
    [TestCase("{\"messages\":[{\"role\":\"user\",\"content\":\"\\\"TOKEN\\\"\"}]}")]
    [TestCase("{\"input\":[{\"type\":\"function_call\",\"arguments\":\"{\\\"cmd\\\":\\\"echo TOKEN\\\"}\"}]}")]
    [TestCase("{\"messages\":[{\"content\":[{\"type\":\"tool_use\",\"input\":{\"thinking\":\"TOKEN\",\"signature\":\"TOKEN\",\"data\":\"TOKEN\"}}]}]}")]
    [TestCase("{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"type\\\":\\\"thinking\\\",\\\"thinking\\\":\\\"TOKEN\\\"}\"}]}]}")]
    [TestCase("{\"a\":{\"TOKEN\":1}}")]
    [TestCase("[\"\u00e9TOKEN\u00e9\"]")]
    [TestCase("{\"messages\":[],\"messages\":[{\"content\":\"TOKEN\"}]}")]
    public void Each_value_is_masked_at_every_split(string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text.Replace("TOKEN", Token, StringComparison.Ordinal));
        string expected = text.Replace("TOKEN", Stars, StringComparison.Ordinal);
        for (int split = 0; split <= body.Length; split++)
        {
            Assert.That(Masked(body, split), Is.EqualTo((expected, (string?)null)), $"split at {split}");
        }
    }

    [TestCase("{\"messages\":[{\"content\":[{\"type\":\"thinking\",\"thinking\":\"so TOKEN\",\"signature\":\"abc\"}]}]}")]
    [TestCase("{\"messages\":[{\"content\":[{\"signature\":\"+TOKEN\",\"thinking\":\"a\",\"type\":\"thinking\"}]}]}")]
    [TestCase("{\"messages\":[{\"content\":[{\"type\":\"redacted_thinking\",\"data\":\"+TOKEN\"}]}]}")]
    [TestCase("{\"messages\":[{\"content\":[{\"type\":\"text\",\"th\\u0069nking\":\"TOKEN\"}]}]}")]
    [TestCase("{\"input\":[{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"+TOKEN\"}]}")]
    [TestCase("{\"type\":\"response.create\",\"input\":[{\"type\":\"compaction\",\"encrypted_content\":\"+TOKEN\"}]}")]
    [TestCase("{\"contents\":[{\"parts\":[{\"text\":\"a\",\"thoughtSignature\":\"+TOKEN\"}]}]}")]
    [TestCase("{\"request\":{\"contents\":[{\"parts\":[{\"functionCall\":{},\"thought_signature\":\"+TOKEN\"}]}]}}")]
    [TestCase("{\"messages\":[{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"+TOKEN\"}]}]}")]
    [TestCase("{\"input\":[{\"content\":[{\"type\":\"thought\",\"signature\":\"+TOKEN\"}]}]}")]
    [TestCase("{\"messages\":[{\"reasoning_opaque\":\"+TOKEN\"}]}")]
    [TestCase("{\"requests\":[{\"custom_id\":\"1\",\"params\":{\"messages\":[{\"content\":[{\"type\":\"thinking\",\"thinking\":\"TOKEN\"}]}]}}]}")]
    public void Signed_content_is_never_changed(string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text.Replace("TOKEN", Token, StringComparison.Ordinal));
        for (int split = 0; split <= body.Length; split++)
        {
            (string masked, string? obstacle) = Masked(body, split);
            Assert.That(obstacle, Does.StartWith("signed or encrypted content"), $"split at {split}");
            Assert.That(masked, Is.EqualTo(Encoding.UTF8.GetString(body)));
        }
    }

    [TestCase("{\"model\":\"TOKEN\"}")]
    [TestCase("{\"requests\":[{\"params\":{\"model\":\"a/TOKEN\"}}]}")]
    public void The_name_of_a_model_is_not_masked(string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text.Replace("TOKEN", Token, StringComparison.Ordinal));
        Assert.That(Masked(body, 0).Obstacle, Is.EqualTo("the name of a model is not masked"));
    }

    /// <summary>The base64 of a private key may end with the backslash of an escaped quote. Without it the quote would end the string.</summary>
    [TestCase("\\\"")]
    [TestCase("\\\\\\\"")]
    [TestCase("\\\",\\\"tools\\\":[{\\\"type\\\":\\\"web_search\\\"}],\\\"x\\\":\\\"")]
    [TestCase("\\n-----END PRIVATE KEY-----")]
    [TestCase("\\u0022")]
    [TestCase("\\\\u0022,")]
    public void No_escape_is_taken_apart(string after)
    {
        string key = $"-----BEGIN PRIVATE KEY-----\\n{Letters(600, 1)}";
        JsonNode before = JsonNode.Parse($"{{\"a\":\"{key}{after}\",\"b\":\"c\"}}")!;
        byte[] body = Encoding.UTF8.GetBytes($"{{\"a\":\"{key}{after}\",\"b\":\"c\"}}");
        for (int split = 0; split <= body.Length; split += 29)
        {
            (string masked, string? obstacle) = Masked(body, split);
            Assert.That((obstacle, masked.Length), Is.EqualTo(((string?)null, body.Length)));
            Assert.That(JsonSerializer.Serialize(JsonNode.Parse(masked)!["b"]), Is.EqualTo("\"c\""), masked);
            Assert.That(((JsonObject)JsonNode.Parse(masked)!).Select(one => one.Key), Is.EqualTo(((JsonObject)before).Select(one => one.Key)));
            Recorder.AssertNothingOf(key[40..], Encoding.UTF8.GetBytes(masked));
        }
    }

    [TestCase("\\nfp_0a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J \\nfp_0a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J")]
    [TestCase("\\u0067lpat-Zx9Qw3Er7Ty1Ui5Op2As")]
    [TestCase("g\\u006cpat-Zx9Qw3Er7Ty1Ui5O\\u00702As\\\\")]
    [TestCase("\\\\u0067lpat-Zx9Qw3Er7Ty1Ui5Op2As\\\"")]
    [TestCase("gl\u200bpat-Zx9Qw3Er7Ty1Ui5Op2As\u200b\u00e9")]
    [TestCase("\uff47\uff4c\uff50\uff41\uff54-Zx9Qw3Er7Ty1Ui5Op2As")]
    public void Escapes_and_characters_stay_whole(string value)
    {
        byte[] body = Encoding.UTF8.GetBytes($"{{\"a\":\"{value}\",\"b\":\"c\"}}");
        UTF8Encoding strict = new(false, throwOnInvalidBytes: true);
        for (int split = 0; split <= body.Length; split++)
        {
            byte[] masked = MaskedBytes(body, split, onlyJson: true, out string? obstacle);
            Assert.That(obstacle, Is.Null);
            Assert.That(JsonNode.Parse(strict.GetString(masked))!["b"]!.GetValue<string>(), Is.EqualTo("c"));
            Assert.That(strict.GetString(masked), Does.Not.Contain("Zx9Qw3Er").And.Not.Contain("bcdefghijABC"));
        }
    }

    [TestCase(1)]
    [TestCase(5000)]
    [TestCase(70_000)]
    public void The_rest_of_a_long_value_is_masked_to_the_end_of_its_string(int more)
    {
        foreach (string value in new[] { $"glpat-{Letters(600 + more, 2)}", $"-----BEGIN PRIVATE KEY-----\\n{Letters(4200 + more, 3)}" })
        {
            byte[] body = Encoding.UTF8.GetBytes($"{{\"a\":\"x {value} é \\\" \\u0041\",\"b\":\"c\"}}");
            foreach (int split in new[] { 1, 300, body.Length / 2, body.Length - 20, body.Length })
            {
                (string masked, string? obstacle) = Masked(body, split);
                Assert.That(obstacle, Is.Null);
                Assert.That(Encoding.UTF8.GetByteCount(masked), Is.EqualTo(body.Length));
                Assert.That(masked, Does.EndWith("**\",\"b\":\"c\"}"));
                Recorder.AssertNothingOf(value[40..], Encoding.UTF8.GetBytes(masked));
            }
        }
    }

    /// <summary>A lenient reader of the body takes invalid escapes for text, so that the value goes on behind them.</summary>
    [TestCase("\\q")]
    [TestCase("\\x41")]
    [TestCase("\\u00g0")]
    [TestCase("\\ud83d\\\'")]
    public void The_rest_of_a_long_value_is_masked_behind_an_invalid_escape(string escape)
    {
        string key = Letters(1200, 5);
        byte[] body = Encoding.UTF8.GetBytes($"{{\"a\":\"x glpat-{key[..700]}{escape}{key[700..]}\",\"b\":\"c\"}}");
        for (int split = 0; split <= body.Length; split += 31)
        {
            (string masked, string? obstacle) = Masked(body, split);
            Assert.That((obstacle, masked.Length), Is.EqualTo(((string?)null, body.Length)));
            Assert.That(masked, Does.EndWith("**\",\"b\":\"c\"}"));
            Recorder.AssertNothingOf(key[40..], Encoding.UTF8.GetBytes(masked));
        }
    }

    [TestCase("{\"messages\":[{\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"QQ/TOKEN+QQ\"}}]}]}")]
    [TestCase("{\"input\":[{\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,QQ/TOKEN+QQ\"}]}]}")]
    public void A_mask_in_a_picture_is_base64(string text)
    {
        string key = Convert.ToBase64String(Encoding.UTF8.GetBytes($"key={Token} and so on."));
        (string masked, string? obstacle) = Masked(Encoding.UTF8.GetBytes(text.Replace("TOKEN", key, StringComparison.Ordinal)), 0);
        Assert.That(obstacle, Is.Null);
        Assert.That(masked, Does.Contain("AAAAAAAAAAAA").And.Not.Contain("*"));
        Assert.That(JsonNode.Parse(masked), Is.Not.Null);
    }

    [TestCase("a=TOKEN", true)]
    [TestCase("{\"a\":1}\n{\"b\":\"TOKEN\"}", true)]
    [TestCase("{\"a\":TOKEN}", true)]
    [TestCase("a=TOKEN", false)]
    [TestCase("{\"a\" \"TOKEN\"}", true)]
    [TestCase("[\"\\q TOKEN\"]", true)]
    public void Outside_of_a_string_of_json_nothing_is_masked_by_default(string text, bool onlyJson)
    {
        byte[] body = Encoding.UTF8.GetBytes(text.Replace("TOKEN", Token, StringComparison.Ordinal));
        byte[] masked = MaskedBytes(body, 0, onlyJson, out string? obstacle);
        if (onlyJson)
        {
            Assert.That(obstacle, Is.EqualTo("only values in JSON strings are masked"));
            Assert.That(masked, Is.EqualTo(body));
        }
        else
        {
            Assert.That(Encoding.UTF8.GetString(masked), Does.Not.Contain(Token));
        }
    }

    /// <summary>With any text around the values, in pieces of any size, the JSON keeps its shape and its other strings keep their text.</summary>
    [Test]
    public void Random_documents_keep_everything_but_the_values()
    {
        Random random = new(7);
        for (int round = 0; round < 300; round++)
        {
            string text = Document(random, 0);
            byte[] body = Encoding.UTF8.GetBytes($"[{text},\"{Token}\"]");
            byte[] masked = MaskedBytes(body, random.Next(body.Length + 1), onlyJson: true, out string? obstacle);
            Assert.That((obstacle, masked.Length), Is.EqualTo(((string?)null, body.Length)), text);
            Assert.That(Encoding.UTF8.GetString(masked), Does.Not.Contain(Token));
            Assert.That(
                JsonNode.Parse(masked)!.ToJsonString(),
                Is.EqualTo(JsonNode.Parse(body)!.ToJsonString().Replace(Token, Stars, StringComparison.Ordinal)), text);
        }
    }

    [Test]
    public void A_plain_text_is_masked_where_the_route_says_so_unless_the_value_goes_on()
    {
        byte[] masked = MaskedBytes(Encoding.UTF8.GetBytes($"0000 {Token}\\\""), 3, onlyJson: false, out string? obstacle);
        Assert.That((Encoding.UTF8.GetString(masked), obstacle), Is.EqualTo(($"0000 {Stars}\\\"", (string?)null)));
        MaskedBytes(Encoding.UTF8.GetBytes($"a glpat-{Letters(700, 4)}"), 3, onlyJson: false, out obstacle);
        Assert.That(obstacle, Does.StartWith("the value is longer"));
    }

    private static (string Text, string? Obstacle) Masked(byte[] body, int split)
    {
        byte[] masked = MaskedBytes(body, split, onlyJson: true, out string? obstacle);
        return (Encoding.UTF8.GetString(masked), obstacle);
    }

    // As OutboundScreen does, with one split.
    private static byte[] MaskedBytes(byte[] body, int split, bool onlyJson, out string? obstacle)
    {
        Held held = new([.. body]);
        BodyMask mask = new(onlyJson);
        DlpScan scan = Detectors.Rent();
        List<string?> obstacles = [];
        Take(scan.Append(body.AsSpan(0, split)));
        mask.Follow(held, scan.Total - scan.Held);
        Take(scan.Append(body.AsSpan(split)));
        mask.Follow(held, scan.Total - scan.Held);
        Take(scan.Complete());
        mask.Follow(held, scan.Total);
        Detectors.Return(scan);
        Assert.That(obstacles, Is.Not.Empty, "nothing is found");
        obstacle = obstacles.Find(one => one is not null);
        return held.Bytes;

        void Take(IReadOnlyList<DlpFinding> findings)
        {
            foreach (DlpFinding finding in findings)
            {
                obstacles.Add(mask.Begin(held, finding));
                if (obstacles[^1] is null)
                {
                    mask.Apply(held, finding);
                }
            }
        }
    }

    private static string Document(Random random, int depth) => random.Next(depth < 4 ? 6 : 3) switch
    {
        0 => $"{random.Next()}.5e3",
        1 or 2 => Text(random),
        3 or 4 => $"[{string.Join(random.Next(2) == 0 ? "," : " ,\n", Enumerable.Range(0, random.Next(4)).Select(_ => Document(random, depth + 1)))}]",
        _ => $"{{{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(i => $"\"{i}\\n\" : {Document(random, depth + 1)}"))}}}",
    };

    private static string Text(Random random)
    {
        string[] parts =
        [
            " ", "\\\"", "\\\\", "\\n", "\\u0041 ", "\\ud83d\\ude00", "é", "\U0001F600", "{", "\\\\\\\"",
            $"={Token} ", $"\\n{Token}\\\"", $"\\\\{Token}\\\\",
        ];
        return $"\"{string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]))}\"";
    }

    private static string Letters(int length, int seed)
    {
        Random random = new(seed);
        return random.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
    }

    private sealed class Held(byte[] bytes) : IMaskable
    {
        public byte[] Bytes => bytes;

        // Few bytes at once, as a sequence of short segments.
        public ReadOnlySpan<byte> Read(long from, long to) => bytes.AsSpan((int)from, (int)Math.Min(to - from, 50));

        public void Mask(long start, int length, byte filler) => bytes.AsSpan((int)start, length).Fill(filler);
    }
}
