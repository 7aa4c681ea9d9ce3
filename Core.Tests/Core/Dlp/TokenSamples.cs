using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>Sample tokens: the documented shapes, and one for each row of the table.</summary>
internal static class TokenSamples
{
    /// <summary>The shapes that match without a checksum, with a part of their reason.</summary>
    public static readonly (string Token, string Words)[] Documented =
    [
        ("AKIAIOSFODNN7EXAMPLE", "AWS access key"),
        ("ghp_" + A(36), "GitHub token"),
        ("github_pat_" + A(82), "fine-grained"),
        ("sk-ant-" + A(93), "Anthropic"),
        ("sk-" + A(48), "OpenAI"),
        ("sk_live_" + A(24), "Stripe"),
        ("Authorization: Bearer " + A(60), "Bearer JWT"),
        ("sk-proj-" + A(48), "OpenAI project"),
        ("hf_" + A(34), "HuggingFace"),
        ("dapi" + new string('a', 32), "Databricks"),
        ("xoxb-00000000000-00000000000-" + A(24), "Slack"),
        ("npm_" + A(36), "npm"),
        ("SG." + A(22) + "." + new string('B', 43), "SendGrid"),
        ("pypi-" + A(80), "PyPI"),
        ("hvs." + A(24), "Vault"),
    ];

    /// <summary>A random token for each prefix of each row.</summary>
    public static IEnumerable<(string Token, TokenRule Rule)> OfEveryRow()
    {
        Random random = new(4711);
        foreach (TokenRule rule in TokenRules.All)
        {
            foreach (string prefix in rule.Prefixes.Split(' '))
            {
                yield return (rule switch
                {
                    BearerRule => "Authorization: Bearer " + Body(random, rule, 40),
                    JwtRule => (prefix == "eyJhbGci" ? prefix + "OiJIUzI1NiJ9" : prefix.PadRight(8, 'i') + "OiJ4IiwiYWxnIjoiSFMyNTYifQ")
                        + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0." + Body(random, rule, 43),
                    PrivateKeyRule => "-----BEGIN RSA PRIVATE KEY-----\n" + Body(random, TokenRules.All[0], 64),
                    _ => prefix + Checked(random, rule),
                }, rule);
            }
        }
    }

    public static string A(int count) => new('A', count);

    // Repeats until the check succeeds: structures by chance and by hand, GitHub's checksum by calculation.
    private static string Checked(Random random, TokenRule rule)
    {
        for (int tries = 0; tries < 1000; tries++)
        {
            char[] body = Body(random, rule, rule.Min).ToCharArray();
            if (rule.Check is null && rule.Mark is null)
            {
                return new string(body);
            }

            foreach (int[] places in new int[][] { [], [6], [8], [16], [22], [24], [32], [64], [8, 13, 18, 23] })
            {
                foreach (char separator in "_-.$T")
                {
                    char[] tried = [.. body.Select(c => c == separator ? 'a' : c)];
                    Array.ForEach(places, place => { if (place < tried.Length) { tried[place] = separator; } });
                    if (rule.Allows([.. tried.Select(c => (byte)c)]))
                    {
                        return new string(tried);
                    }
                }
            }

            if (rule.Check == TokenChecks.GitHub)
            {
                return GitHubBody(new string(body, 0, 30));
            }

            if (rule.Id == "slack-webhook")
            {
                return "T" + new string(body, 1, body.Length - 1);
            }
        }

        throw new InvalidOperationException($"no sample for {rule.Id}");
    }

    private static string GitHubBody(string random)
    {
        const string digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        uint checksum = TokenChecks.Crc32(Encoding.ASCII.GetBytes(random));
        string text = "";
        for (int i = 0; i < 6; i++, checksum /= 62)
        {
            text = digits[(int)(checksum % 62)] + text;
        }

        return random + text;
    }

    private static string Body(Random random, TokenRule rule, int length)
    {
        char[] set = [.. Enumerable.Range('0', 75).Select(value => (char)value).Where(c => char.IsAsciiLetterOrDigit(c) && rule.Body.Contains((byte)c))];
        return new string(random.GetItems(set, length));
    }
}
