using System.Text.RegularExpressions;
using BotBottle.Core.Http1;
using BotBottle.Core.Routes;
using BotBottle.Fuzz.References;
using FsCheck;
using FsCheck.Fluent;

namespace BotBottle.Core.Tests.Core.Routes;

/// <summary>A path that rules let through stays within them in every reading of a server.</summary>
public sealed class PathReadingTests
{
    private static readonly PathRule[] Rules =
    [
        new(PathRuleType.Prefix, "/a"), new(PathRuleType.Prefix, "/a/"), new(PathRuleType.Prefix, "/a/b/"), new(PathRuleType.Exact, "/a/b"),
        new(PathRuleType.Exact, "/"), new(PathRuleType.Regex, "/a/[^/]+"), new(PathRuleType.Regex, "/[^/]*/b"), new(PathRuleType.Regex, "(/a|/b)*"),
        new(PathRuleType.Regex, "/a/[^/]*/b"), new(PathRuleType.Regex, "/a.?b"), new(PathRuleType.Regex, "/a/[^/:]+(/[^/:]+)?"),
    ];

    private static readonly (PathRule Rule, CompiledMatch Match)[] Compiled = [.. Rules.Select(rule => (rule, Compile(rule)))];

    [TestCase("/a/[^/]+", "/a/b", true)]
    [TestCase("/a/[^/]+", "/a/b%2Fc", false)]
    [TestCase("/a/[^/]+", "/a/b%5cc", false)]
    [TestCase("/a/[^/]+", "/a/%83%5c", false)]
    [TestCase("/a/.+", "/a/b%2Fc%5c//d", true)]
    [TestCase("/[^/]*/b", "//b", false)]
    [TestCase("/a/?b", "/a//b", false)]
    [TestCase("/a//b", "/a//b", true)]
    [TestCase("/@[^/]+(/|%2F)[^/]+", "/@s%2fn", true)]
    [TestCase("/@[^/]+(/|%2F)[^/]+", "/@s%2fn%2fx", true, Description = "what an expression writes is the operator's word")]
    [TestCase("/@[^/]+%2F[^/]+", "/@s%2fn%5cx", false)]
    [TestCase("/a/[^/:]+", "/a/b%3adelete", false)]
    [TestCase("/a/[^/:]+", "/a/b:delete", false)]
    [TestCase("/a/[^/:]+", "/a/b%20c%c3%a9", true)]
    [TestCase("/a/[a-z%0-9A-F]+", "/a/b%3adelete", true, Description = "the expression writes the encoding")]
    [TestCase("/a/[^@]+", "/a/%40x", false)]
    [TestCase("/a/[^/]+;[a-z]+", "/a/b;x", true)]
    [TestCase("/a/[b;x]{3}", "/a/b;x", true, Description = "the expression writes the semicolon")]
    [TestCase("/a/.{4}", "/a/bc;x", false)]
    [TestCase("/a/[^/]+/[^c]+", "/a/b/d%3bx", true)]
    [TestCase("/a/[^/]+/..+", "/a/b/c%3bx", false)]
    public void A_regex_must_match_every_reading(string regex, string target, bool holds) =>
        Assert.That(Holds(Compile(new PathRule(PathRuleType.Regex, regex)), target), Is.EqualTo(holds));

    [Test]
    public void No_reading_of_a_forwarded_path_leaves_its_rule()
    {
        Gen<string> piece = Gen.Elements(
            "/", "/", "/", "a", "b", "c",
            "%61", "%2f", "%5c", "%5C", ".", "..", "/..", "/.", "%2e", "%2E%2e", ";x", "%3b", "%3A", "%c0%af", "%e9", "%252f", "//");
        Gen<string> targets = from start in Gen.Elements("/", "/a/", "/a/", "/a") from all in piece.ArrayOf() select start + string.Concat(all.Take(8));
        int forwarded = 0;
        Prop.ForAll(targets.ToArbitrary(), target =>
        {
            foreach (PathRule rule in Compiled.Where(pair => Holds(pair.Match, target)).Select(pair => pair.Rule))
            {
                forwarded++;
                foreach (string reading in Readings(ReferencePath.Of(target)!))
                {
                    Assert.That(Matches(rule, reading), Is.True, $"{target} is read as {reading}, which is not {rule}");
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
        Assert.That(forwarded, Is.GreaterThan(1000), "the rules let something through");
    }

    private static CompiledMatch Compile(PathRule rule) => new(new RouteMatch([rule], null, null));

    private static bool Holds(CompiledMatch match, string target) =>
        CanonicalPath.Parse(Wire.Splits.Bytes(target), out CanonicalPath? path) == RejectionReason.None
        && match.Holds(new RouteRequest(default, "GET", path!, null));

    // Each combination of what servers do before they look at segments: they decode, cut parameters off and merge slashes. Then dots are resolved once
    // more, for servers that do so last.
    private static IEnumerable<string> Readings(string path) =>
        from slash in new[] { "%2F", "/" }
        from backslash in new[] { "%5C", "/" }
        from others in new[] { false, true }
        from cuts in new[] { false, true }
        from merges in new[] { false, true }
        let separated = path.Replace("%2F", slash, StringComparison.Ordinal).Replace("%5C", backslash, StringComparison.Ordinal)
        let decoded = others ? separated.Replace("%3A", ":", StringComparison.Ordinal).Replace("%3B", ";", StringComparison.Ordinal) : separated
        let cut = cuts ? Regex.Replace(decoded, ";[^/]*", "") : decoded
        select Resolve(merges ? Regex.Replace(cut, "/+", "/") : cut);

    private static string Resolve(string path)
    {
        List<string> kept = [];
        string[] segments = path.Split('/')[1..];
        for (int i = 0; i < segments.Length; i++)
        {
            string name = segments[i].Split(';')[0];
            if (name is not ("." or ".."))
            {
                kept.Add(segments[i]);
                continue;
            }

            kept = name == ".." ? [.. kept.SkipLast(1)] : kept;
            kept = i == segments.Length - 1 ? [.. kept, ""] : kept;
        }

        return "/" + string.Join('/', kept);
    }

    private static bool Matches(PathRule rule, string path) => rule.Type switch
    {
        PathRuleType.Exact => path == rule.Value,
        PathRuleType.Prefix => rule.Value.EndsWith('/') ? path.StartsWith(rule.Value, StringComparison.Ordinal)
            : path.Split('/').Take(rule.Value.Split('/').Length).SequenceEqual(rule.Value.Split('/')),
        _ => Regex.IsMatch(path, $@"\A(?:{rule.Value})\z"),
    };
}
