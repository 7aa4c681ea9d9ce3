using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.Repository.Docs;

/// <summary>Everything that the documents name exists in the repository: links, places in pages, paths, projects, types.</summary>
[TestFixture]
public sealed partial class DocumentsTests
{
    // The first segments of paths in this repository. Any other path belongs to an operator, an agent or an upstream.
    private static readonly string[] Tops = ["Core", "Proxy", "Controller", "Dashboard", "Core.Tests", "Proxy.Tests", "bench", "docs", "findings", ".ci"];

    private static readonly string[] Pages = [.. RepositoryTree.Files("*.md")];
    private static readonly string[] Sources = [.. RepositoryTree.Files("*.cs")];

    [TestCaseSource(nameof(Pages))]
    public void Links_lead_to_files_and_places_that_exist(string page) => Assert.That(WrongLinks(page, RepositoryTree.Read(page)), Is.Empty);

    [TestCaseSource(nameof(Pages))]
    public void Paths_and_projects_exist(string page) => Assert.That(WrongPaths(RepositoryTree.Read(page)), Is.Empty);

    [Test]
    public void Types_named_in_the_architecture_exist()
    {
        string code = string.Join('\n', Sources.Select(RepositoryTree.Read));
        HashSet<string> types = [.. Declaration().Matches(code).Select(match => match.Groups[1].Value)];
        string[] methods = ["Create", "Draw", "Program", "StartTransientUnit"];
        IEnumerable<string> named = MarkdownTable.Quoted(RepositoryTree.Read("docs/architecture.md")).Where(word => TypeName().IsMatch(word)).Distinct();
        Assert.That(named.Except(types).Except(methods), Is.Empty);
    }

    [Test]
    public void Comments_cite_pages_that_exist()
    {
        string[] names = [.. Pages.Select(page => Path.GetFileName(page)!)];
        IEnumerable<string> wrong =
            from file in Sources
            from line in RepositoryTree.Read(file).Split('\n')
            let comment = Comment().Match(line)
            where comment.Success
            from cited in CitedPage().Matches(comment.Value).Select(match => match.Value)
            where !(cited.Contains('/', StringComparison.Ordinal) ? Exists(cited) : names.Contains(cited)) && !IsTestData(file, cited)
            select $"{file}: {cited}";
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Files_named_in_comments_and_pages_exist()
    {
        ILookup<string, string> places = Sources.ToLookup(file => Path.GetFileNameWithoutExtension(file)!);
        IEnumerable<string> wrong =
            from file in Sources.Concat(Pages)
            from line in RepositoryTree.Read(file).Split('\n')
            from named in FolderAndType().Matches(file.EndsWith(".md", StringComparison.Ordinal) ? line : Comment().Match(line).Value)
            where places.Contains(named.Groups[1].Value)
                && !places[named.Groups[1].Value].Any(place => $"/{place}".EndsWith($"/{named.Value}.cs", StringComparison.Ordinal))
            select $"{file}: {named.Value}";
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Every_folder_of_the_projects_is_in_the_map()
    {
        IEnumerable<string> mapped = MarkdownTable.All(RepositoryTree.Read("docs/architecture.md"), "project")
            .Single().Rows.Select(row => $"{row[0]}/{row[1].Trim('`')}");
        IEnumerable<string> there = ((string[])["Core", "Proxy", "Controller", "Dashboard"]).SelectMany(project => RepositoryTree.Files("*", project))
            .Select(file => file.Split('/')).Where(parts => parts.Length > 2).Select(parts => $"{parts[0]}/{parts[1]}").Distinct();
        Assert.That(mapped, Is.EquivalentTo(there));
    }

    [Test]
    public void Every_cited_section_of_the_contracts_exists()
    {
        HashSet<string> sections = [.. Section().Matches(RepositoryTree.Read("docs/contracts.md")).Select(match => match.Groups[1].Value)];
        IEnumerable<string> wrong =
            from file in Sources.Concat(Pages)
            from cited in CitedSection().Matches(RepositoryTree.Read(file))
            where !sections.Contains(cited.Groups[1].Value)
            select $"{file}: {cited.Value}";
        Assert.That(wrong, Is.Empty);
        Assert.That(sections, Has.Count.GreaterThan(9));
    }

    [TestCase("[a](operators.md)", null)]
    [TestCase("[a](operators.md#agents) [b](#start) [c](https://example.com/x)", null)]
    [TestCase("[a](nowhere.md)", "nowhere.md")]
    [TestCase("[a](operators.md#nowhere)", "operators.md#nowhere")]
    [TestCase("[a](../../outside.md)", "../../outside.md")]
    public void A_broken_link_is_found(string text, string? wrong) =>
        Assert.That(WrongLinks("docs/page.md", $"# Start\n{text}"), Is.EqualTo(wrong is null ? [] : new[] { wrong }));

    [TestCase("`docs/operators.md`, `bottles/NAME.md`, `dotnet run --project bench -- dlp`", null)]
    [TestCase("`docs/nowhere.md`", "docs/nowhere.md")]
    [TestCase("```sh\ndotnet run --project nowhere -- x\n```", "nowhere")]
    public void A_missing_path_is_found(string text, string? wrong) =>
    Assert.That(WrongPaths(text), Is.EqualTo(wrong is null ? [] : new[] { wrong }));

    private static IEnumerable<string> WrongLinks(string page, string text)
    {
        foreach (string link in Link().Matches(text).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            string[] parts = link.Split('#', 2);
            string path = parts[0].Length == 0
                ? page
                : Path.GetRelativePath(RepositoryTree.Root, Path.Combine(RepositoryTree.Root, Path.GetDirectoryName(page)!, parts[0]));
            if (path.StartsWith("..", StringComparison.Ordinal) || (parts[0].Length > 0 && !Exists(path))
                || (parts.Length > 1 && !Places(parts[0].Length == 0 ? text : RepositoryTree.Read(path)).Contains(parts[1])))
            {
                yield return link;
            }
        }
    }

    private static IEnumerable<string> WrongPaths(string text) =>
    [
        .. MarkdownTable.Quoted(text).Where(word => RepositoryPath().IsMatch(word) && Tops.Contains(word.Split('/')[0]) && !Exists(word)),
        .. Project().Matches(text).Select(match => match.Groups[1].Value).Where(project => !Exists(project)),
    ];

    // In the form in which GitHub derives them from headings.
    private static IEnumerable<string> Places(string text) => Heading().Matches(text).Select(match =>
        string.Concat(match.Groups[1].Value.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-'));

    // Definitions that a test writes have their own names.
    private static bool IsTestData(string file, string cited) =>
        file.Contains(".Tests/", StringComparison.Ordinal) && char.IsAsciiLetterLower(cited[0]) && !cited.StartsWith("docs/", StringComparison.Ordinal);

    private static bool Exists(string path) => Path.Exists(Path.Combine(RepositoryTree.Root, path));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^[\w.-]+(?:/[\w.-]+)*/?$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"(?:--project|dotnet test) ([\w./-]+)")]
    private static partial Regex Project();

    [GeneratedRegex(@"\b(?:class|struct|record|enum|interface) (\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex("^I?[A-Z][a-z][A-Za-z]+$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w/.~-])(?:[A-Z]\w+/)+([A-Z]\w+)\b(?!/)")]
    private static partial Regex FolderAndType();

    // A page of the repository has a name in only small or only capital letters; NAME.md stands for an operator's file.
    [GeneratedRegex(@"(?<![\w./{}-])(?:[\w-]+/)*(?!NAME)(?:[A-Z]{4,}|docs/[a-z-]+|[a-z-]+)\.md\b|\bDESIGN\b")]
    private static partial Regex CitedPage();

    [GeneratedRegex(@"^## (\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"contracts\.md\)?, section (\d+)")]
    private static partial Regex CitedSection();
}
