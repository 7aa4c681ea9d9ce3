
using BotBottle.Core.Tests.Repository.Docs;

namespace BotBottle.Core.Tests.Repository.Layout;

/// <summary>The folders of each project are layers without import circles, and each file is short enough to be read at once.</summary>
[TestFixture]
public sealed class LayoutTests
{
    private const int MostLines = 300;
    private const int MostColumns = 160;

    private static readonly string[] Projects = ["Core", "Proxy", "Controller", "Dashboard"];

    // The program 'bot-bottle' is two processes: the controller, and the verbs with `run` among them. They share only the code below both.
    private static readonly string[] OfController = ["Api", "Approvals", "Budgets", "Daemon", "Enforcement", "Feed", "Runs", "State", "Store"];
    private static readonly string[] OfVerbs = ["Bottles", "Commands", "Definitions", "Demo", "Doctor", "Launching", "Workspaces"];
    private static readonly string[] OfBoth = ["", "Folders", "Native", "Shared"];

    private static readonly string Tree = RepositoryTree.Root;

    [TestCaseSource(nameof(Projects))]
    public void No_folders_form_an_import_circle(string project) => Assert.That(SourceLayers.Read(Tree, project).Circle(), Is.Null);

    [Test]
    public void A_circle_is_found_and_named_with_its_files()
    {
        SourceLayers layers = Layers(
            ("Low/A.cs", "namespace BotBottle.Core.Low;\n"),
            ("Mid/B.cs", "using BotBottle.Core.Low;\nusing BotBottle.Core.High;\n\nnamespace BotBottle.Core.Mid;\n"),
            ("High/C.cs", "using static BotBottle.Core.Mid.B;\n\nnamespace BotBottle.Core.High;\n"));
        Assert.That(layers.Circle(), Is.EqualTo("High (High/C.cs) -> Mid (Mid/B.cs) -> High"));
    }

    [TestCase("namespace BotBottle.Core.Low;\n\nclass A { High.C c; }\n", TestName = "A circle by a qualified name")]
    [TestCase("namespace BotBottle.Core.Low;\n\n/// <see cref=\"High.C\"/>\nclass A;\n", TestName = "A circle by a comment's reference")]
    public void A_circle_needs_no_using(string low)
    {
        SourceLayers layers = Layers(("Low/A.cs", low), ("High/C.cs", "using BotBottle.Core.Low;\n\nnamespace BotBottle.Core.High;\n"));
        Assert.That(layers.Circle(), Is.EqualTo("High (High/C.cs) -> Low (Low/A.cs) -> High"));
    }

    [Test]
    public void A_folder_counts_as_a_user_of_its_parent()
    {
        SourceLayers layers = Layers(("Bottles/A.cs", "using BotBottle.Core.Bottles.Sandbox;\n\nnamespace BotBottle.Core.Bottles;\n"),
            ("Bottles/Sandbox/B.cs", "namespace BotBottle.Core.Bottles.Sandbox;\n"));
        Assert.That(layers.Circle(), Is.EqualTo("Bottles (Bottles/A.cs) -> Bottles/Sandbox (Bottles/Sandbox/B.cs) -> Bottles"));
    }

    [Test]
    public void The_controller_and_the_verbs_share_only_the_layers_below_both()
    {
        SourceLayers layers = SourceLayers.Read(Tree, "Controller");
        Assert.That(layers.Folders.Select(Top).Distinct(), Is.EquivalentTo(OfController.Concat(OfVerbs).Concat(OfBoth)),
            "each folder belongs to one of the two, or to both");
        Assert.That(
            layers.Uses().Where(use => use.From.Length > 0
                && (OfController.Contains(Top(use.From)) ? OfVerbs : OfVerbs.Contains(Top(use.From)) ? OfController : [.. OfController, .. OfVerbs])
                .Contains(Top(use.To))),
            Is.Empty);

        static string Top(string folder) => folder.Split('/')[0];
    }

    [Test]
    public void No_file_exceeds_the_length_limit() => Assert.That(
        RepositoryTree.Files("*.cs").Select(file => (file, Lines: File.ReadLines(Path.Combine(Tree, file)).Count())).Where(read => read.Lines > MostLines),
        Is.Empty);

    [Test]
    public void No_line_of_code_is_wider_than_a_screen() => Assert.That(
        RepositoryTree.Files("*.cs").SelectMany(file => Wide(File.ReadAllText(Path.Combine(Tree, file))).Select(line => $"{file}:{line}")),
        Is.Empty);

    [Test]
    public void A_wide_line_is_found_but_in_a_raw_literal()
    {
        string wide = new('x', MostColumns + 1);
        string[] lines = [wide, $"A(\"\"\"{wide}\"\"\");", "B = \"\"\"", wide, "    \"\"\";", $"// {wide}", new('x', MostColumns)];
        Assert.That(Wide(string.Join('\n', lines)), Is.EqualTo(new[] { 1, 6 }));
    }

    // A raw literal is a text of the wire, a program or a document, and keeps its exact form.
    private static IEnumerable<int> Wide(string text)
    {
        bool raw = false;
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            int quotes = line.Split("\"\"\"").Length - 1;
            if (line.Length > MostColumns && !raw && quotes == 0)
            {
                yield return number;
            }

            raw ^= quotes % 2 == 1;
        }
    }

    private static SourceLayers Layers(params (string Path, string Text)[] files) => new("Core", files.ToDictionary(file => file.Path, file => file.Text));
}
