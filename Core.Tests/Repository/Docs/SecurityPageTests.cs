using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.Repository.Docs;

/// <summary>
/// docs/security.md names the tests for each promise. This looks every name up in the tests' sources, so that the page cannot name a renamed or removed test.
/// </summary>
[TestFixture]
public sealed partial class SecurityPageTests
{
    private static readonly string[] Lines = RepositoryTree.Read("docs/security.md").Split('\n');

    [Test]
    public void Every_test_named_on_the_page_exists()
    {
        ILookup<string, string> tests = Tests();
        Assert.That(Wrong(Lines, tests), Is.Empty);
        Assert.That(Lines.Count(IsRow), Is.GreaterThan(60), "the tables of the page were not found");
    }

    [TestCase("| a | b | `NoSuchTests.A_test` |", "there is no test NoSuchTests.A_test")]
    [TestCase("| a | b | `SecurityPageTests.Tests` |", "there is no test SecurityPageTests.Tests")]
    [TestCase("| a | b | `SecurityPageTests.Every_tests_*` |", "there is no test SecurityPageTests.Every_tests_*")]
    [TestCase("| a | b | `SecurityPageTests.Every_*` (`A case that is not there`) |", "there is no test 'A case that is not there'")]
    [TestCase("| a | b | by `inspection` |", "no test is named")]
    [TestCase("| a | b | `Docs.SecurityPageTests.Every_*`, `SecurityPageTests.Every_test_named_on_the_page_exists`, `SecurityPageTests.*` |", null)]
    public void A_wrong_name_is_found(string row, string? problem) =>
        Assert.That(Wrong([row], Tests()).Select(found => found.Split(": ", 2)[1]), Is.EqualTo(problem is null ? [] : new[] { problem }));

    private static IEnumerable<string> Wrong(string[] lines, ILookup<string, string> tests)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (!IsRow(lines[i]))
            {
                continue;
            }

            // Options (--isolation none) and single words are in the same font as the names.
            string[] names = [.. Quoted().Matches(lines[i].TrimEnd(' ', '|').Split(" | ")[^1]).Select(match => match.Groups[1].Value)
                .Where(name => !name.StartsWith('-') && name.AsSpan().ContainsAny('.', ' '))];
            foreach (string problem in !names.Any(name => name.Contains('.', StringComparison.Ordinal))
                ? ["no test is named"]
                : names.Where(name => !Exists(name, tests))
                    .Select(name => name.Contains(' ', StringComparison.Ordinal) ? $"there is no test '{name}'" : $"there is no test {name}"))
            {
                yield return $"docs/security.md:{i + 1}: {problem}";
            }
        }
    }

    private static bool IsRow(string line) => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| promise |", StringComparison.Ordinal);

    private static bool Exists(string name, ILookup<string, string> tests)
    {
        if (name.Contains(' ', StringComparison.Ordinal))
        {
            return tests[""].Contains(name); // a case with its own name
        }

        string[] parts = name.Split('.');
        return parts.Length >= 2
            && tests[parts[^2]].Any(test => parts[^1].EndsWith('*') ? test.StartsWith(parts[^1].TrimEnd('*'), StringComparison.Ordinal) : test == parts[^1]);
    }

    /// <summary>
    /// The tests of both projects by class, and the names of single cases without a class. They are read from the sources, because the assembly of the proxy's
    /// tests need not be built.
    /// </summary>
    private static ILookup<string, string> Tests() => ((string[])["Core.Tests", "Proxy.Tests"]).SelectMany(project => RepositoryTree.Files("*.cs", project))
        .SelectMany(TestsOf).ToLookup(test => test.Class, test => test.Name);

    private static IEnumerable<(string Class, string Name)> TestsOf(string file)
    {
        string text = RepositoryTree.Read(file);
        string name = Path.GetFileNameWithoutExtension(file);
        foreach (Match method in Method().Matches(text))
        {
            // The text between the previous member and this one contains its attributes.
            int before = Math.Max(text.LastIndexOf("\n    }\n", method.Index, StringComparison.Ordinal), 0);
            if (text[before..method.Index].Contains("\n    [Test", StringComparison.Ordinal))
            {
                yield return (name, method.Groups[1].Value);
            }
        }

        foreach (Match named in CaseName().Matches(text))
        {
            yield return ("", named.Groups[1].Value);
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\n    public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex("TestName = \"([^\"]+)\"")]
    private static partial Regex CaseName();
}
