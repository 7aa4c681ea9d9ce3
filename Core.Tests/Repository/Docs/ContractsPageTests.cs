using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using BotBottle.Controller.Commands;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Presets;
using BotBottle.Core.Refusals;
using BotBottle.Core.Tests.Controller.Commands;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Repository.Docs;

/// <summary>docs/contracts.md against the code: a name that one side has and the other lacks fails here.</summary>
[TestFixture]
public sealed partial class ContractsPageTests
{
    private static readonly string Page = RepositoryTree.Read("docs/contracts.md");

    [Test]
    public void Events_are_those_of_the_code() => Compare(Table("event").Quoted(), WireNames.All<EventKind>());

    [Test]
    public void Refusal_codes_are_those_of_the_code() => Compare(Table("code").Quoted(), WireNames.All<RefusalCode>());

    [TestCaseSource(nameof(Refusals))]
    public void A_refusal_has_the_status_and_the_text_of_the_page(RefusalCode code)
    {
        IReadOnlyList<string> row = Table("code").Rows.Single(cells => cells[0] == $"`{WireNames.Of(code)}`");
        Refusal refusal = RefusalBuilder.Build(code, new RefusalDetails());
        Assert.That(refusal.Status.ToString(CultureInfo.InvariantCulture), Is.EqualTo(row[1]));
        Assert.That(refusal.Message, Does.Contain(MarkdownTable.Quoted(row[2]).First()));
    }

    [Test]
    public void Exit_codes_are_those_of_the_code() => Compare(
        Table("exit code").Rows.Select(row => row[0]),
        typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)!));

    [Test]
    public void Verbs_are_those_of_the_help() => Compare(Table("verb").Quoted(), Verbs().Keys);

    [Test]
    public void Options_are_those_of_the_help() => Compare(
        Table("verb").Rows.SelectMany(row => MarkdownTable.Quoted(row[2]).Select(option => $"{row[0].Trim('`')} {option}")),
        Verbs().SelectMany(verb => verb.Value.Options.Where(option => !option.Hidden && option is not HelpOption)
            .SelectMany(option => option.Aliases.Prepend(option.Name)).Select(name => $"{verb.Key} {name}")));

    [Test]
    public void Arguments_are_those_of_the_help() => Compare(
        Table("verb").Rows.Where(row => row[1].Length > 0).Select(row => row[0].Trim('`')),
        Verbs().Where(verb => verb.Value.Arguments.Count > 0).Select(verb => verb.Key));

    [TestCase("--shutdown")]
    [TestCase("--isolation")]
    [TestCase("--on-breach")]
    [TestCase("--enforcement")]
    [TestCase("--gate")]
    [TestCase("--by")]
    [TestCase("--screen")]
    public void Choices_of_an_option_are_those_of_the_help(string name)
    {
        Option option = Verbs().Values.Where(verb => verb.Name != "demo").SelectMany(verb => verb.Options).First(option => option.Name == name);
        IReadOnlyList<string> row = Table("option").Rows.Single(cells => cells[0] == $"`{name}`");
        Compare(MarkdownTable.Quoted(row[1]), option.HelpName?.Split('|') ?? []);
    }

    [Test]
    public void Registries_and_agents_are_those_of_the_presets()
    {
        string line = Page.Split('\n').Single(line => line.StartsWith("- `--allow` takes", StringComparison.Ordinal));
        Compare(MarkdownTable.Quoted(line).Where(word => !word.StartsWith('-') && word != AgentPresets.None), RegistryPresets.Names);
    }

    [Test]
    public void Keys_are_those_of_the_readers()
    {
        // The presets' own files are part of the assembly and not of the contract.
        IEnumerable<string> read = RepositoryTree.Files("*.cs", "Core").Where(file => !file.EndsWith("AgentPresetReader.cs", StringComparison.Ordinal))
            .SelectMany(file => AllowOnly().Matches(RepositoryTree.Read(file))
                .Select(call => string.Join(' ', Literal().Matches(call.Groups[1].Value).Select(key => key.Groups[1].Value))));
        Compare(
            MarkdownTable.All(Page, "mapping").SelectMany(table => table.Rows).Select(row => string.Join(' ', MarkdownTable.Quoted(row[1]))).Distinct(),
            read.Distinct());
    }

    [Test]
    public void Paths_on_the_operators_socket_are_those_of_the_code() => Compare(Table("method and path on controller.sock").Quoted(), OperatorPaths());

    [Test]
    public void Paths_on_the_proxies_socket_are_those_of_the_code() => Compare(Table("method and path on proxy.sock").Quoted(), Paths("ProxyApi.cs"));

    [Test]
    public void Error_codes_are_those_of_the_code()
    {
        string[] sources = [.. RepositoryTree.Files("*.cs", "Controller").Select(RepositoryTree.Read)];
        Compare(Table("error code").Quoted(), [ApiError.NeedsYes, ControllerException.NoSuchPlace,
            .. sources.SelectMany(text => ErrorCode().Matches(text)).Select(match => match.Groups[1].Value).Distinct()]);
    }

    [Test]
    public void Members_of_json_are_those_of_the_code()
    {
        Dictionary<string, JsonTypeInfo> written = new()
        {
            ["ps --json"] = ControlJson.Default.RunView,
            ["budget show --json"] = ControlJson.Default.BudgetView,
            ["usage --json"] = ControlJson.Default.UsageRow,
            ["log --json"] = ControlJson.Default.LoggedEvent,
            ["approvals --json"] = ControlJson.Default.ApprovalView,
            ["explain --json"] = ControlJson.Default.Explanation,
            ["check --json"] = DefinitionJson.Default.CheckedFile,
            ["check --show --json"] = DefinitionJson.Default.DefinitionLine,
            ["rm --json"] = RemovedRunJson.Default.RemovedRun,
            ["prune --json"] = RemovedRunJson.Default.RemovedRun,
            ["login ls --json"] = LoginViewJson.Default.LoginView,
            ["controller status --json"] = ControlJson.Default.ControllerStatus,
        };
        MarkdownTable table = Table("command");
        Compare(table.Quoted(), written.Keys);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            Compare(MarkdownTable.Quoted(row[1]), written[row[0].Trim('`')].Properties.Select(member => member.Name));
        }
    }

    [Test]
    public void Names_of_values_are_those_of_the_code()
    {
        Compare(Value(0), WireNames.All<RunState>());
        Compare(Value(1), WireNames.All<ApprovalState>());
        Compare(Value(2), WireNames.All<ExplainVerdict>());
        Compare(Table("quality").Quoted(), WireNames.All<UsageQuality>());
        Compare(Table("gate").Quoted(), WireNames.All<BudgetGate>());
        Compare(Table("policy").Quoted(), WireNames.All<CutoffPolicy>());

        static IEnumerable<string> Value(int row) => MarkdownTable.Quoted(MarkdownTable.All(Page, "value")[0].Rows[row][1]);
    }

    [Test]
    public void A_name_missing_on_either_side_fails()
    {
        Assert.That(Differences(["a", "b"], ["a"]), Is.EqualTo(new[] { "the page has 'b', which the code lacks" }));
        Assert.That(Differences(["a"], ["a", "b"]), Is.EqualTo(new[] { "the code has 'b', which the page lacks" }));
        Assert.That(Differences(["a", "a"], ["a"]), Is.EqualTo(new[] { "the page has 'a' twice" }));
    }

    private static RefusalCode[] Refusals() => Enum.GetValues<RefusalCode>();

    private static MarkdownTable Table(string header) => MarkdownTable.All(Page, header).Single();

    private static void Compare(IEnumerable<string> page, IEnumerable<string> code)
    {
        string[] known = [.. code];
        Assert.That(known, Is.Not.Empty, "the code's names were not found");
        Assert.That(Differences([.. page], known), Is.Empty);
    }

    private static IEnumerable<string> Differences(string[] page, string[] code) =>
    [
        .. page.Except(code).Select(name => $"the page has '{name}', which the code lacks"),
        .. code.Except(page).Select(name => $"the code has '{name}', which the page lacks"),
        .. page.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => $"the page has '{same.Key}' twice"),
    ];

    private static Dictionary<string, Command> Verbs()
    {
        Dictionary<string, Command> verbs = [];
        Add(CommandTree.Build(new VerbHost().Host), "");
        return verbs;

        void Add(Command parent, string path)
        {
            foreach (Command verb in parent.Subcommands.Where(verb => !verb.Hidden))
            {
                verbs.Add(path + verb.Name, verb);
                Add(verb, $"{path}{verb.Name} ");
            }
        }
    }

    private static IEnumerable<string> OperatorPaths() =>
    [
        .. Paths("OperatorApi.cs"),
        .. RunPath().Matches(Source("RunsApi.cs")).Select(arm => arm.Groups[2].Value switch
        {
            "1" => $"{arm.Groups[1].Value} {ApiPaths.Runs}",
            "2" => $"{arm.Groups[1].Value} {ApiPaths.Runs}/{{run}}",
            _ => $"{arm.Groups[1].Value} {ApiPaths.Runs}/{{run}}/{arm.Groups[3].Value}",
        }),
        .. ApprovalPath().Matches(Source("ApprovalsApi.cs")).Select(arm =>
            arm.Groups[2].Success ? $"{arm.Groups[1].Value} {ApiPaths.Approvals}/{{id}}/{arm.Groups[2].Value}" : $"{arm.Groups[1].Value} {ApiPaths.Approvals}"),
    ];

    private static IEnumerable<string> Paths(string file) => NamedPath().Matches(Source(file)).Select(arm =>
        $"{arm.Groups[1].Value} {typeof(ApiPaths).GetField(arm.Groups[2].Value)!.GetRawConstantValue()}{arm.Groups[3].Value}");

    private static string Source(string file) => RepositoryTree.Read(RepositoryTree.Files(file, "Controller").Single());

    [GeneratedRegex("""AllowOnly\(\s*(?:mapping, )?(?:what|"[^"]*"),\s*((?:"[^"]+"(?:,\s*)?)+)\)""")]
    private static partial Regex AllowOnly();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("""\("(GET|PUT|POST|DELETE)", ApiPaths\.(\w+)(?: \+ "([^"]+)")?\) =>""")]
    private static partial Regex NamedPath();

    [GeneratedRegex("""\("(GET|PUT|POST|DELETE)", (\d), (?:"(\w*)"|_)\) =>""")]
    private static partial Regex RunPath();

    [GeneratedRegex("""\("(GET|PUT|POST|DELETE)", \[""(?:, \{ Length: > 0 \} id, "(\w+)")?\]\) =>""")]
    private static partial Regex ApprovalPath();

    [GeneratedRegex("""(?:RefusedException|ApiError)\(\s*"([a-z_]+)",""")]
    private static partial Regex ErrorCode();
}
