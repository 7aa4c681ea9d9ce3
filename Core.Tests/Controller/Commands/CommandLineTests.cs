
namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>Wrong command lines, and help. Nothing here starts a process or looks for a controller.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CommandLineTests
{
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
    [TestCase("budget set", "'PROVIDER[=TOKENS]' missing")]
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
    [TestCase("budget reset", "'PROVIDER' missing")]
    [TestCase("approve", "'ID' missing")]
    [TestCase("reject", "'ID' missing")]
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
