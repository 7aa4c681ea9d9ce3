using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Launching;

/// <summary><c>run</c> as its users have it: real processes, a real wall, a real proxy.</summary>
[Parallelizable(ParallelScope.All), Category("System"), SupportedOSPlatform("linux")]
public sealed class RunSessionTests
{
    private const string Call =
        "curl -sS -o answer -w '%{http_code} ' https://api.anthropic.com/v1/messages -H 'content-type: application/json' "
        + "-d '{\"model\":\"claude-test\",\"max_tokens\":9,\"stream\":true,\"messages\":[]}'";

    [TestCase("true", ExpectedResult = 0)]
    [TestCase("exit 7", ExpectedResult = 7)]
    [TestCase("no-such-command-anywhere", ExpectedResult = 127)]
    [TestCase("kill -TERM $$", ExpectedResult = 143)]
    public async Task<int> The_exit_code_is_the_command_s_own(string script)
    {
        await using CliHome home = await CliHome.CreateAsync();
        return (await home.InBottleAsync(script)).Code;
    }

    [Test]
    public async Task A_bottle_that_cannot_be_built_is_125_and_says_why()
    {
        await using CliHome home = await CliHome.CreateAsync();
        CliResult result = await home.InBottleAsync("true", "--share", "/");
        Assert.That(result.Code, Is.EqualTo(125), result.ToString());
        Assert.That(result.Error, Does.StartWith("bot-bottle: ").And.Contain("/ is the whole host"));
    }

    [Test]
    public async Task A_variable_that_is_not_set_is_125_and_is_named()
    {
        await using CliHome home = await CliHome.CreateAsync();
        CliResult result = await home.InBottleAsync("true", "--env", "NOT_SET_ANYWHERE");
        Assert.That((result.Code, result.Error), Is.EqualTo((125, "bot-bottle: --env NOT_SET_ANYWHERE: the variable is not set here; set it, or write --env NOT_SET_ANYWHERE=VALUE\n")));
    }

    [Test]
    public async Task A_broken_settings_file_starts_nothing()
    {
        await using CliHome home = await CliHome.CreateAsync();
        home.WriteSettings("bugdet: {claude: 5}");
        CliResult result = await home.InBottleAsync("true");
        Assert.That((result.Code, result.Error), Is.EqualTo(
            (2, "bot-bottle: settings.yml:1:1: unknown key 'bugdet'; did you mean 'budget'?\n  Nothing of the file is in force. Mend the line and start again.\n")));
        Assert.That(File.Exists(Path.Combine(home.Home, "bot-bottle.db")), Is.False);
    }

    [Test]
    public async Task The_ledger_says_what_the_provider_counted_and_the_key_stays_outside()
    {
        await using CliHome home = await CliHome.CreateAsync();
        CliResult result = await home.InBottleAsync($"{Call}; {Call}; env", "--name", "otter", "--env", "CHOSEN=1");
        Assert.That(result.Output, Does.StartWith("200 200 ").And.Contain("CHOSEN=1\n").And.Not.Contain(CliHome.Key), result.ToString());
        Assert.That(home.Provider.Calls.Select(call => call.Credential), Is.EqualTo(new[] { CliHome.Key, CliHome.Key }));

        using ControllerClient controller = home.Controller;
        UsageRow row = (await controller.UsageAsync("run")).Single();
        Assert.That((row.Name, row.Requests, row.InputTokens, row.OutputTokens, row.ChargedTokens, row.EstimatedRequests), Is.EqualTo(("otter", 2, 420, 180, 600, 0)));
        RunView run = (await controller.RunsAsync(all: true)).Single();
        Assert.That((run.State, run.ExitCode, run.Requests), Is.EqualTo((RunState.Exited, (int?)0, 2)));
        Assert.That((await Wait.EventsOfAsync(controller)).Select(logged => logged.Event), Is.SupersetOf(new[] { EventKind.RunStarted, EventKind.RunEnded }));
    }

    [Test]
    public async Task A_policy_that_kills_ends_the_run_with_137_and_says_how_to_go_on()
    {
        await using CliHome home = await CliHome.CreateAsync();
        CliResult result = await home.InBottleAsync($"while :; do {Call}; sleep 0.2; done", "--name", "otter", "--budget", "claude=500", "--shutdown", "kill");
        Assert.That(result.Code, Is.EqualTo(137), result.ToString());
        Assert.That(result.Error, Is.EqualTo(
            "bot-bottle: otter was ended: 600 of 500 claude tokens of run:otter are spent. Run it again with a higher --budget claude=N.\n"));
        Assert.That(home.Provider.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_cut_agent_reads_why_and_goes_on_when_the_budget_is_raised()
    {
        await using CliHome home = await CliHome.CreateAsync();
        home.WriteSettings("budget: {claude: {tokens: 500, gate: off}}");
        await using CliProcess run = home.Start("run", "--", "sh", "-c", $"{Call}; {Call}; {Call}; cat answer; echo; while [ ! -e go ]; do sleep 0.1; done; {Call}; echo");
        string refused = (await run.LineAsync())!;
        Assert.That(refused, Does.StartWith("200 200 429 ").And.Contain("billing_error").And.Contain("600 of 500 tokens"));

        CliResult raised = await home.RunAsync("budget", "set", "claude=2k");
        Assert.That(raised.Code, Is.Zero, raised.ToString());
        File.WriteAllText(Path.Combine(home.Project, "go"), "");
        CliResult result = await run.EndAsync();
        Assert.That((result.Code, result.Output), Is.EqualTo((0, "200 \n")), result.ToString());
    }

    [Test]
    public async Task A_signal_reaches_the_command()
    {
        await using CliHome home = await CliHome.CreateAsync();
        await using CliProcess run = home.Start("run", "--", "sh", "-c", "trap 'echo caught; exit 9' TERM; echo ready; while :; do sleep 0.1; done");
        Assert.That(await run.LineAsync(), Is.EqualTo("ready"));
        run.Signal(Signal.Terminate);
        CliResult result = await run.EndAsync();
        Assert.That((result.Code, result.Output), Is.EqualTo((9, "caught\n")), result.ToString());
    }

    [Test]
    public async Task An_operator_s_cut_restore_and_kill_are_obeyed()
    {
        await using CliHome home = await CliHome.CreateAsync();
        await using CliProcess run = home.Start("run", "--name", "otter", "--", "sh", "-c", "while :; do sleep 0.1; done");
        using ControllerClient controller = home.Controller;
        await Wait.ForAsync(async () => (await controller.RunsAsync()) is [{ Pid: not null }]);
        Assert.That(await home.RunAsync("cut", "otter"), Is.EqualTo(new CliResult(0, "otter: cut\n", "")));
        Assert.That((await home.RunAsync("ps")).Output, Does.Contain("cut (operator)"));
        Assert.That(await home.RunAsync("restore", "otter"), Is.EqualTo(new CliResult(0, "otter: running\n", "")));
        Assert.That((await home.RunAsync("restore", "otter")).Code, Is.EqualTo(1));
        Assert.That((await home.RunAsync("kill", "otter")).Code, Is.Zero);
        CliResult result = await run.EndAsync();
        Assert.That((result.Code, result.Error), Is.EqualTo((137, "bot-bottle: otter was ended by an operator ('bot-bottle log --audit' says when).\n")));
    }
}
