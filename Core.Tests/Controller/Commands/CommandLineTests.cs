using System.CommandLine;
using BotBottle.Controller.Commands;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>Wrong command lines, and help. Nothing here starts a process or looks for a controller.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CommandLineTests
{
    private static readonly RootCommand Tree = CommandTree.Build(new VerbHost().Host);

    [TestCase("", "a verb is missing")]
    [TestCase("uasge", "there is no verb 'uasge'; did you mean 'usage'?")]
    [TestCase("\u001b[2J", "there is no verb '?[2J'")]
    [TestCase("budget sett", "did you mean 'set'?")]
    [TestCase("usage --by week", "--by: 'week' is not one of run, agent, bottle, provider, model, day")]
    [TestCase("usage --since 5", "--since: '5' is not a duration; write 90m, 24h or 7d")]
    [TestCase("usage extra", "'extra'")]
    [TestCase("ps --yaml", "'--yaml'")]
    [TestCase("cut", "cut: give one run, or --all")]
    [TestCase("cut a --all", "cut: give one run, or --all")]
    [TestCase("kill", "kill: give one run, or --all")]
    [TestCase("restore a b", "'b'")]
    [TestCase("budget set", "budget set: PROVIDER[=TOKENS] is missing; for example: bot-bottle budget set claude=5M")]
    [TestCase("budget set claude", "no limit is given")]
    [TestCase("budget set claude=", "'claude=' is not a budget; write PROVIDER=TOKENS")]
    [TestCase("budget set claude=0", "'claude=0' is not a budget")]
    [TestCase("budget set claude=1.5M", "'claude=1.5M' is not a budget")]
    [TestCase("budget set =5", "'=5' is not a budget")]
    [TestCase("budget set claude=5 --scope x", "--scope: 'x' is not a scope; write host, bottle:X, agent:X or run:X")]
    [TestCase("budget set claude=5 --window hourly", "--window: 'hourly' is not a window")]
    [TestCase("budget set claude=5 --enforcement maybe", "--enforcement: 'maybe' is not one of hard, rate, soft")]
    [TestCase("budget set claude=5 --gate open", "--gate: 'open' is not one of off, paced, count, strict")]
    [TestCase("budget set claude --requests 0", "--requests: '0' is not a whole number above 0")]
    [TestCase("budget reset", "budget reset: PROVIDER is missing; for example: bot-bottle budget reset claude")]
    [TestCase("budget reset claude --scpoe", "budget reset: there is no option '--scpoe'; did you mean '--scope'?")]
    [TestCase("approve", "approve: ID is missing; for example: bot-bottle approve k7q2m\n")]
    [TestCase("reject", "reject: ID is missing; for example: bot-bottle reject k7q2m\n")]
    [TestCase("explain", "explain: RUN is missing; for example: bot-bottle explain brave-otter https://api.example.com/")]
    [TestCase("explain brave-otter", "explain: URL is missing; for example: bot-bottle explain brave-otter https://api.example.com/")]
    [TestCase("login", "login: AGENT is missing; for example: bot-bottle login claude. Its verbs: ls, rm, test\n")]
    [TestCase("login claude --import", "login: --import needs a value, FILE; for example: bot-bottle login claude --import ~/.claude/.credentials.json\n")]
    [TestCase("login claude extra", "login: 'extra' is one word too many")]
    [TestCase("login rm", "login rm: AGENT is missing; for example: bot-bottle login rm claude\n")]
    [TestCase("diff brave-otter --sta", "diff: there is no option '--sta'; did you mean '--stat'?")]
    [TestCase("diff --sta", "diff: there is no option '--sta'; did you mean '--stat'?")]
    [TestCase("check --jsn", "check: there is no option '--jsn'; did you mean '--json'?")]
    [TestCase("rm -r", "rm: there is no option '-r'")]
    [TestCase("run --allow , -- true", "--allow: ',' names no host")]
    [TestCase("merge brave-otter --branch", "merge: --branch needs a value, NAME; for example: bot-bottle merge brave-otter --branch feature\n")]
    [TestCase("run --share -- true", "run: --share needs a value, PATH[:ro]; for example: bot-bottle run --share ../library:ro ")]
    [TestCase("run --isolation -- true", "run: --isolation needs a value, sandbox|container|none\n")]
    [TestCase("approve --all", "approve: there is no option '--all'; there are --help, --any-host, --once, --for, --json")]
    [TestCase("approve k7q2m --onec", "approve: there is no option '--onec'; did you mean '--once'?")]
    [TestCase("approve k7/q2m", "approve: 'k7/q2m' is not an id; 'bot-bottle approvals' lists them")]
    [TestCase("approvals k7q2m", "'k7q2m'")]
    [TestCase("log --after x", "x")]
    [TestCase("run", "COMMAND")]
    [TestCase("run --", "COMMAND")]
    [TestCase("run --name -x -- true", "--name")]
    [TestCase("run --name a/b -- true", "--name: 'a/b' is not a name")]
    [TestCase("run --budget claude -- true", "'claude' has no limit; write claude=500k")]
    [TestCase("run --budget claude=0 -- true", "'claude=0' is not a budget")]
    [TestCase("run --budget claude=1 --budget claude=2 -- true", "'claude' is given twice")]
    [TestCase("run --shutdown off -- true", "--shutdown: 'off' is not one of cutoff, freeze, kill")]
    [TestCase("run --isolation vm -- true", "--isolation: 'vm' is not one of sandbox, container, none")]
    [TestCase("run --env 1A=b -- true", "--env: '1A=b' is not a variable; write NAME or NAME=VALUE")]
    [TestCase("run --agnt a -- true", "run: there is no option '--agnt'; did you mean '--agent'?")]
    [TestCase("run --bugdet claude=5 -- true", "run: there is no option '--bugdet'; did you mean '--budget'?")]
    [TestCase("proxy --listen localhost:1", "--listen: 'localhost:1' is not an address")]
    [TestCase("proxy --listen 127.0.0.1", "--listen: '127.0.0.1' is not an address")]
    [TestCase("ca", "there are path")]
    [TestCase("controller", "there are start, stop, status, serve")]
    public async Task A_usage_error_exits_with_2_and_names_the_mistake(string line, string problem)
    {
        VerbHost test = new();
        int code = await test.RunAsync(line);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(test.Error.ToString(), Does.StartWith("bot-bottle: ").And.Contain(problem).And.Contain("Try: bot-bottle"));
        Assert.That(test.Output.ToString(), Is.Empty);
    }

    [Test]
    public void An_empty_value_of_a_name_or_path_is_refused_by_every_verb_and_the_option_is_named([Values("", " ")] string value)
    {
        List<string> taken = [];
        int seen = 0;
        foreach ((string path, Command verb) in Verbs())
        {
            foreach (string name in verb.Options.Where(option => IsText(option.ValueType)).Select(option => option.Name))
            {
                seen++;
                Look($"{name}: ", [.. path.Split(' '), name, value]);
            }

            foreach ((int before, Argument argument) in verb.Arguments.Index().Where(one => IsText(one.Item.ValueType) && path != "run"))
            {
                seen++;
                Look($"{path}: ", [.. path.Split(' '), .. Enumerable.Repeat("x", before), value]);
            }
        }

        Assert.That(taken, Is.Empty);
        Assert.That(seen, Is.GreaterThan(40));

        // Not run: whatever is not refused would act.
        void Look(string expected, string[] words)
        {
            ParseResult parsed = Tree.Parse(words);
            if (!WrongUsage.Of(parsed).Any(problem => problem.StartsWith(expected, StringComparison.Ordinal)
                && !problem.Contains("missing", StringComparison.Ordinal)))
            {
                taken.Add($"{string.Join(' ', words)}: {string.Join(" / ", parsed.Errors)}");
            }
        }

        static bool IsText(Type type) => type == typeof(string) || type == typeof(string[]);
    }

    [Test]
    public void A_command_in_a_bottle_may_have_an_empty_word() =>
        Assert.That(Tree.Parse(["run", "--", "true", ""]).Errors, Is.Empty);

    [Test]
    public async Task The_usage_line_of_every_verb_is_its_own_and_no_default_is_said_twice()
    {
        List<string> wrong = [];
        foreach ((string path, Command verb) in Verbs())
        {
            VerbHost test = new();
            await test.RunAsync($"{path} --help");
            string[] lines = test.Output.ToString().Split('\n');
            string usage = lines[Array.IndexOf(lines, "Usage:") + 1].Trim();
            string[] names = [.. usage.Split(' ').TakeWhile(word => word != "--").Where(word => word.Contains('<', StringComparison.Ordinal))];
            if (!usage.Contains($" {path}", StringComparison.Ordinal) || names.Length != verb.Arguments.Count)
            {
                wrong.Add(usage);
            }

            wrong.AddRange(verb.Options.Where(option => option.Description?.Contains("(default:", StringComparison.Ordinal) == true && option.HasDefaultValue)
                .Select(option => $"{path} {option.Name}: the default stands twice"));
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task A_verb_with_an_argument_and_verbs_has_a_usage_line_for_each()
    {
        VerbHost test = new();
        await test.RunAsync("login --help");
        Assert.That(test.Output.ToString(), Does.Match(@"Usage:\n  \S+ login <agent> \[options\]\n  \S+ login \[command\] \[options\]\n\n"));
    }

    [Test]
    public async Task Help_fits_the_terminal()
    {
        VerbHost test = new();
        await CommandLine.RunAsync(["run", "--help"], test.Host with { Screen = () => (80, 24) });
        string[] lines = test.Output.ToString().Split('\n');
        Assert.That(lines.TakeWhile(line => line != "Examples:").Where(line => line.Length > 80), Is.Empty);
    }

    private static IEnumerable<(string Path, Command Verb)> Verbs()
    {
        return Of(Tree, "");

        static IEnumerable<(string, Command)> Of(Command command, string path) => command.Subcommands.SelectMany(verb =>
            Of(verb, $"{path}{verb.Name} ").Prepend(($"{path}{verb.Name}", verb)));
    }

    [Test]
    public async Task Response_files_are_not_read()
    {
        VerbHost test = new();
        Assert.That(await test.RunAsync("usage @/etc/hostname"), Is.EqualTo(2));
        Assert.That(test.Error.ToString(), Does.Contain("'@/etc/hostname'"));
    }

    [TestCase("--help")]
    [TestCase("help")]
    [TestCase("help budget set")]
    [TestCase("run --help")]
    [TestCase("ca --help")]
    [TestCase("doctor --help")]
    [TestCase("proxy --help")]
    [TestCase("ps --help")]
    [TestCase("usage --help")]
    [TestCase("budget --help")]
    [TestCase("budget show --help")]
    [TestCase("budget set --help")]
    [TestCase("budget reset --help")]
    [TestCase("budget clear --help")]
    [TestCase("cut --help")]
    [TestCase("restore --help")]
    [TestCase("kill --help")]
    [TestCase("approvals --help")]
    [TestCase("approve --help")]
    [TestCase("help reject")]
    [TestCase("log --help")]
    [TestCase("controller --help")]
    [TestCase("controller start --help")]
    [TestCase("controller stop --help")]
    [TestCase("controller status --help")]
    [TestCase("controller serve --help")]
    public async Task Every_verb_has_help_with_examples(string line)
    {
        VerbHost test = new();
        Assert.That(await test.RunAsync(line), Is.Zero);
        Assert.That(test.Output.ToString(), Does.Contain("Description:").And.Contain("Usage:").And.Contain("Examples:\n  "));
        Assert.That(test.Error.ToString(), Is.Empty);
    }

    [Test]
    public async Task Status_without_a_controller_exits_with_1_and_starts_none()
    {
        VerbHost test = new();
        Assert.That(await test.RunAsync("controller status"), Is.EqualTo(1));
        Assert.That(test.Error.ToString(), Does.Contain("no controller is up at /nonexistent/bot-bottle-test/controller.sock"));
        Assert.That(Directory.Exists("/nonexistent"), Is.False);
    }

    [Test]
    public async Task Stopping_without_a_controller_is_no_error()
    {
        VerbHost test = new();
        Assert.That(await test.RunAsync("controller stop"), Is.Zero);
        Assert.That(test.Output.ToString(), Is.EqualTo("no controller is up\n"));
    }
}
