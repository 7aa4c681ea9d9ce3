using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Corpus;

/// <summary>A test key in a conversation.</summary>
/// <param name="Rule">The row that must find it.</param>
/// <param name="Text">The text around it, as a tool or a user wrote it.</param>
/// <param name="Visible">The part of the text that stays the same in JSON, by which it is found again.</param>
internal sealed record PlantedKey(string Rule, string Text, string Visible)
{
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Url = Base62 + "-_";

    private static readonly (string Rule, Func<RandomContent, string> Make)[] Kinds =
    [
        ("aws-access-key", random => "AKIA" + random.Of(Upper, 16)),
        ("anthropic-key", random => "sk-ant-api03-" + random.Of(Url, 93) + "AA"),
        ("openai-project-key", random => "sk-proj-" + random.Of(Url, 156)),
        ("github-token", random => "ghp_" + WithChecksum(random.Id(30))),
        ("gitlab-token", random => "glpat-" + random.Of(Url, 20)),
        ("slack-token", random => "xoxb-" + random.Of("0123456789", 12) + "-" + random.Of("0123456789", 12) + "-" + random.Id(24)),
        ("stripe-key", random => "sk_live_" + random.Id(24)),
        ("sendgrid-key", random => "SG." + random.Of(Url, 22) + "." + random.Of(Url, 43)),
        ("jwt", random => $"{Json("{\"alg\":\"HS256\"}")}.{Json($"{{\"sub\":\"{random.Id(12)}\",\"iat\":1760000000}}")}.{random.Of(Url, 43)}"),
        ("url-password", random => $"postgres://app:{random.Id(14)}4x@db.internal:5432/app"),
    ];

    /// <summary>A random key in a random place: a file of settings, a command's output, a header field, a URL's query, code, or a file in Base64.</summary>
    public static PlantedKey Random(RandomContent random)
    {
        (string rule, Func<RandomContent, string> make) = random.One(Kinds);
        string key = make(random);
        string[] places =
        [
            $"# .env\nLOG_LEVEL=info\nAPI_KEY={key}\nPORT=8080\n",
            $"{{\n  \"region\": \"eu\",\n  \"key\": \"{key}\"\n}}\n",
            $"\u001b[32mcreated\u001b[0m {key}\n",
            $"curl -H 'X-Api-Key: {key}' https://api.example.com/v1/me\n", $"const client = new Client({{ key: '{key}' }});\n",
        ];
        if (rule != "url-password" && random.Between(0, 5) == 0)
        {
            string encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(random.One(places)));
            return new PlantedKey(rule, $"data:\n  settings: {encoded}\n", encoded);
        }

        return new PlantedKey(rule, random.One(places), key);
    }

    private static string Json(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string WithChecksum(string random)
    {
        uint checksum = TokenChecks.Crc32(Encoding.ASCII.GetBytes(random));
        Span<char> digits = stackalloc char[6];
        for (int i = digits.Length - 1; i >= 0; i--, checksum /= 62)
        {
            digits[i] = Base62[(int)(checksum % 62)];
        }

        return string.Concat(random, digits);
    }
}
