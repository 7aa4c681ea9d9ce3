using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>Sample tokens: the documented shapes, and one for each row of the table.</summary>
internal static class TokenSamples
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The documented shapes, with a part of their reason.</summary>
    public static readonly (string Token, string Words)[] Documented =
    [
        ("AKIAIOSFODNN7SAMPLES", "AWS access key"),
        (GitHub("ghp_"), "GitHub token"),
        ("github_pat_" + A(82), "fine-grained"),
        ("sk-ant-" + A(93), "Anthropic"),
        ("sk-" + A(48), "OpenAI"),
        ("sk_live_" + A(24), "Stripe"),
        ("Authorization: Bearer " + A(60), "Bearer JWT"),
        ("sk-proj-" + A(48), "OpenAI project"),
        ("hf_" + Mixed(34), "HuggingFace"),
        ("dapi" + new string('a', 32), "Databricks"),
        ("xoxb-00000000000-00000000000-" + A(24), "Slack"),
        (GitHub("npm_"), "npm"),
        ("SG." + A(22) + "." + new string('B', 43), "SendGrid"),
        ("pypi-" + A(80), "PyPI"),
        ("hvs." + Mixed(24), "Vault"),
    ];

    /// <summary>A random token for each prefix of each row.</summary>
    public static IEnumerable<(string Token, TokenRule Rule)> OfEveryRow()
    {
        Random random = new(4711);
        foreach (TokenRule rule in TokenRules.All)
        {
            foreach (string prefix in rule.Literals.Select(Encoding.ASCII.GetString))
            {
                yield return (Of(random, rule, prefix), rule);
            }
        }
    }

    /// <summary>A token of a row, made from the row's shape.</summary>
    public static string Of(Random random, TokenRule rule, string prefix) => rule switch
    {
        BearerRule => "Authorization: Bearer " + Body(random, rule.Body, 40),
        JwtRule => (prefix == "eyJhbGci" ? prefix + "OiJIUzI1NiJ9" : prefix.PadRight(8, 'i') + "OiJ4IiwiYWxnIjoiSFMyNTYifQ")
            + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0." + Body(random, rule.Body, 43),
        PrivateKeyRule => "-----BEGIN RSA PRIVATE KEY-----\n" + Body(random, TokenCharset.Base32, 64),
        PuttyKeyRule => prefix + " 14\r\n" + Body(random, TokenCharset.Base64Plain, 64),
        UrlPasswordRule => "postgres://app:" + Body(random, TokenCharset.Alphanumeric, 14) + "7z@db.example",
        DockerAuthRule => prefix + (prefix.EndsWith('=') ? "" : prefix.EndsWith('"') ? ": \"" : "\": \\\"")
            + Convert.ToBase64String(Encoding.ASCII.GetBytes("robot:" + Body(random, TokenCharset.Alphanumeric, 18) + "7z")),
        DiscordBotRule => Convert.ToBase64String(Encoding.ASCII.GetBytes(Number(prefix) + Body(random, TokenCharset.Decimals, 15)))
            + "." + Body(random, rule.Body, 6) + "." + Body(random, rule.Body, 38),
        MarkedRule marked => Body(random, rule.Body, marked.Before) + prefix
            + Body(random, marked.Behind, marked.After - (marked.Tail.Length == 2 ? 1 : 0)) + (marked.Tail.Length == 2 ? "Q" : "") + marked.Tail,
        LedRule led => "7" + Body(random, led.Lead, led.LeadMin - 1) + prefix + Checked(random, rule),
        _ => prefix + Checked(random, rule),
    };

    public static string A(int count) => new('A', count);

    /// <summary>Letters of both cases and digits.</summary>
    public static string Mixed(int count) => string.Concat(Enumerable.Repeat("aB3x", (count / 4) + 1))[..count];

    /// <summary>A token with GitHub's checksum behind 30 characters.</summary>
    public static string GitHub(string prefix, string? random = null) => prefix + WithChecksum(random ?? A(30));

    /// <summary>Characters with the CRC-32 of them in base 62.</summary>
    public static string WithChecksum(string random)
    {
        uint checksum = TokenChecks.Crc32(Encoding.ASCII.GetBytes(random));
        string text = "";
        for (int i = 0; i < 6; i++, checksum /= 62)
        {
            text = Base62[(int)(checksum % 62)] + text;
        }

        return random + text;
    }

    // Repeats until the check succeeds: structures by chance and by hand, checksums by calculation.
    private static string Checked(Random random, TokenRule rule)
    {
        for (int tries = 0; tries < 1000; tries++)
        {
            char[] body = Body(random, rule.Body, rule.Min).ToCharArray();
            if (rule.Check == TokenChecks.Checksum30 || rule.Check == TokenChecks.Checksum70)
            {
                return WithChecksum(new string(body, 0, body.Length - 6));
            }

            if (rule.Check == TokenChecks.ClickUp)
            {
                "12345678_".CopyTo(0, body, 0, 9);
            }

            if (rule.Check == TokenChecks.AuthressAccount)
            {
                "aaaa.acc_".CopyTo(0, body, 10, 9);
            }

            if (rule.Check == TokenChecks.Uuid)
            {
                Array.ForEach([8, 13, 18, 23], place => body[place] = '-');
                for (int i = 0; i < 36; i++)
                {
                    body[i] = body[i] == '-' ? '-' : "0123456789abcdef"[body[i] & 15];
                }
            }

            if (rule.Mark is { } mark)
            {
                body[mark.Index] = (char)mark.Value;
            }

            if (rule.Allows([.. body.Select(c => (byte)c)]))
            {
                return new string(body);
            }
        }

        throw new InvalidOperationException($"no sample for {rule.Id}");
    }

    // Three digits whose Base64 begins with two letters.
    private static string Number(string prefix) =>
        Enumerable.Range(100, 900).Select(number => $"{number}").First(number => Convert.ToBase64String(Encoding.ASCII.GetBytes(number)).StartsWith(prefix,
            StringComparison.Ordinal));

    private static string Body(Random random, TokenCharset set, int length)
    {
        char[] characters = [.. Enumerable.Range('0', 75).Select(value => (char)value).Where(c => char.IsAsciiLetterOrDigit(c) && set.Contains((byte)c))];
        return new string(random.GetItems(characters, length));
    }
}
