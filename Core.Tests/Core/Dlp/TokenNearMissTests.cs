using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>A row reports no text that is almost its token. The near misses are made from the row's shape.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TokenNearMissTests
{
    private const string Classes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    // The rules that read more than a prefix and a body: each near miss lacks one thing.
    private static readonly Dictionary<string, (string Name, Func<string, string> Make)[]> Own = new()
    {
        ["bearer-token"] =
        [
            ("one character short", token => token[..^1]), ("another field", token => token.Replace(":", "s:", StringComparison.Ordinal)),
            ("another scheme", token => token.Replace("Bearer", "Digest", StringComparison.Ordinal)),
        ],
        ["jwt"] =
        [
            ("no signature", token => token[..token.LastIndexOf('.')]), ("half a payload", token => token[..30]),
            ("no header of JOSE", token => "eyJhIjoiYiJ9" + token[token.IndexOf('.', StringComparison.Ordinal)..]),
        ],
        ["private-key"] =
        [
            ("a public key", token => token.Replace("RSA PRIVATE", "PUBLIC", StringComparison.Ordinal)), ("four dashes", token => token[1..]),
            ("a header alone", token => token[..token.IndexOf('\n', StringComparison.Ordinal)] + "\n<your key>"),
            ("too few letters before the footer", token => token[..70] + "\n-----END RSA PRIVATE KEY-----"),
        ],
        ["putty-key"] =
        [
            ("public lines", token => token.Replace("Private", "Public", StringComparison.Ordinal)),
            ("no Base64", token => token[..^64] + "<the lines of your key>"),
        ],
        ["url-password"] =
        [
            ("no password", token => token.Replace("app:", "", StringComparison.Ordinal)), ("a placeholder", _ => "postgres://app:${PASSWORD}@db.example"),
            ("no host", token => token[..token.IndexOf('@', StringComparison.Ordinal)] + "/"),
        ],
        ["docker-auth"] =
        [
            ("no colon in the Base64", token => token[..(token.LastIndexOf('"') + 1)] + Convert.ToBase64String("robotwithoutpassword77"u8)),
            ("another key", token => token.Replace("auth", "math", StringComparison.Ordinal)),
        ],
        ["discord-token"] =
        [
            ("one character below the shortest", token => token[..^12]), ("inside a longer word", token => "x" + token),
            ("five characters in the middle", token => token.Remove(token.IndexOf('.', StringComparison.Ordinal) + 1, 1)),
            ("no number", token => token[..4] + "zzzz" + token[8..]),
        ],
    };

    private static IEnumerable<TestCaseData> EveryRow() => TokenSamples.OfEveryRow()
        .Select(sample => new TestCaseData(sample.Token, sample.Rule.Id).SetArgDisplayNames(sample.Rule.Id, sample.Token[..Math.Min(sample.Token.Length, 6)]));

    [TestCaseSource(nameof(EveryRow))]
    public void A_near_miss_is_silent(string token, string id)
    {
        TokenRule rule = TokenRules.All.Single(one => one.Id == id);
        Assert.That(Scan(token), Does.Contain(id), "the token itself");
        (string Name, string Text)[] misses = [.. Misses(token, rule)];
        Assert.That(misses, Has.Length.GreaterThanOrEqualTo(2));
        foreach ((string name, string text) in misses)
        {
            Assert.That(Scan(text), Does.Not.Contain(id), $"{name}: {text}");
        }
    }

    [Test]
    public void A_checksum_counts_anywhere()
    {
        foreach ((string token, TokenRule rule) in TokenSamples.OfEveryRow().Where(sample => IsChecksum(sample.Rule)))
        {
            Assert.That(Scan("abc" + token), Is.EqualTo(new[] { rule.Id }));
        }
    }

    private static IEnumerable<(string Name, string Text)> Misses(string token, TokenRule rule)
    {
        if (Own.TryGetValue(rule.Id, out var own))
        {
            return own.Select(miss => (miss.Name, miss.Make(token)));
        }

        return rule is MarkedRule marked ? OfMarked(token, marked) : OfPlain(token, rule);
    }

    private static IEnumerable<(string Name, string Text)> OfMarked(string token, MarkedRule rule)
    {
        yield return ("one character short in front", token[1..]);
        yield return ("one character short at the end", token[..^1]);
        yield return ("inside a longer word", "x" + token);
        yield return ("another mark", token[..rule.Before] + "zzzz" + token[(rule.Before + 4)..]);
        yield return ("goes on", token + new string('a', 8));
    }

    private static IEnumerable<(string Name, string Text)> OfPlain(string token, TokenRule rule)
    {
        yield return ("one character short", token[..^1]);
        if (rule.Exact)
        {
            yield return ("one character more", token + "a");
        }

        if (rule is LedRule led)
        {
            int mark = rule.Literals.Max(prefix => token.IndexOf(Encoding.ASCII.GetString(prefix), StringComparison.Ordinal));
            yield return ("one character short in front", token[(mark - led.LeadMin + 1)..]);
            yield return ("inside a longer word", new string('x', led.LeadMax) + token);
        }
        else if (IsChecksum(rule))
        {
            yield return ("another checksum", token[..^1] + (token[^1] == 'a' ? 'b' : 'a'));
        }
        else
        {
            // xoxe.xoxb- holds another prefix behind an edge.
            int prefixes = rule.Literals.Count(prefix => token.IndexOf(Encoding.ASCII.GetString(prefix), StringComparison.Ordinal) > 0);
            foreach (char before in prefixes > 0 ? "" : "aZ9_-")
            {
                yield return ("inside a longer word", before + token);
            }
        }

        int body = token.Length - rule.Min;
        if (rule.Mark is { } mark2)
        {
            char other = Classes.First(c => c != (char)mark2.Value && rule.Body.Contains((byte)c));
            yield return ("without its mark", token[..(body + mark2.Index)] + other + token[(body + mark2.Index + 1)..]);
        }

        if (rule.Check is not null && !IsChecksum(rule))
        {
            yield return ("fails the check", token[..body] + Failing(rule));
        }
    }

    // The letters of one class, or a word that the check names.
    private static string Failing(TokenRule rule)
    {
        foreach (string letters in (string[])["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "EXAMPLE", "abcdef"])
        {
            char[] text = [.. Enumerable.Range(0, rule.Min).Select(i => letters[i % letters.Length])];
            if (rule.Mark is { } mark)
            {
                text[mark.Index] = (char)mark.Value;
            }

            byte[] bytes = Encoding.ASCII.GetBytes(text);
            if (bytes.All(rule.Body.Contains) && !rule.Check!(bytes))
            {
                return new string(text);
            }
        }

        throw new InvalidOperationException($"no body of {rule.Id} fails its check");
    }

    private static bool IsChecksum(TokenRule rule) => rule.Check == TokenChecks.Checksum30 || rule.Check == TokenChecks.Checksum70;

    private static IEnumerable<string> Scan(string text) => Detectors.Scan(Encoding.UTF8.GetBytes($"key: {text} ")).Select(one => one.Rule);
}
