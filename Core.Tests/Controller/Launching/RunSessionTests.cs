using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary><c>run</c> handles mistakes, signals, policies and operators, with real processes, isolation and proxy.</summary>
[Parallelizable(ParallelScope.All), Category("System"), SupportedOSPlatform("linux")]
public sealed class RunSessionTests
{
    private const string Call =
        "curl -sS -o answer -w '%{http_code} ' https://api.anthropic.com/v1/messages -H 'content-type: application/json' "
        + "-d '{\"model\":\"claude-test\",\"max_tokens\":9,\"stream\":true,\"messages\":[]}'";

    [TestCase("no-such-command-anywhere", ExpectedResult = 127)]
    [TestCase("kill -TERM $$", ExpectedResult = 143)]
    public async Task<int> The_exit_code_is_the_command_s_own(string script)
    {
        await using CliHost home = await CliHost.StartAsync();
        return (await home.InBottleAsync([], "sh", "-c", script)).ExitCode;
    }

    [Test]
    public async Task A_bottle_that_cannot_be_built_exits_with_125_and_a_reason()
    {
        await using CliHost home = await CliHost.StartAsync();
        CommandResult result = await home.InBottleAsync(["--share", "/"], "true");
        Assert.That(result.ExitCode, Is.EqualTo(125), result.ToString());
        Assert.That(result.Error, Does.StartWith("bot-bottle: ").And.Contain("/ is the whole host"));
        Assert.That((await home.RunsAsync()).Single().ExitCode, Is.EqualTo(125));
    }

    [Test]
    public async Task An_unwritable_home_exits_with_125_as_the_help_says()
    {
        Dictionary<string, string?> environment = new() { ["BOT_BOTTLE_HOME"] = "/proc/bot-bottle", ["PATH"] = "/usr/bin:/bin", ["HOME"] = "/nonexistent" };
        CommandResult result = await Command.RunAsync(CliHost.Cli, ["run", "--", "true"], "/tmp", environment);
        Assert.That(result.ExitCode, Is.EqualTo(125), result.ToString());
        Assert.That(result.Error, Does.StartWith("bot-bottle: the folder of Bot Bottle's data must be writable, and /proc/bot-bottle is not").And.EndWith(
            "\n  Set BOT_BOTTLE_HOME to a folder of your own.\n"));
        Assert.That((await Command.RunAsync(CliHost.Cli, ["ps"], "/tmp", environment)).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task A_missing_variable_exits_with_125_and_is_named()
    {
        await using CliHost home = await CliHost.StartAsync();
        CommandResult result = await home.InBottleAsync(["--env", "NOT_SET_ANYWHERE"], "true");
        Assert.That(result, Is.EqualTo(new CommandResult(
            125, "", "bot-bottle: --env NOT_SET_ANYWHERE: the variable is not set here; set it, or write --env NOT_SET_ANYWHERE=VALUE\n")));
    }

    [Test]
    public async Task In_a_deleted_folder_verbs_work_and_a_run_is_refused()
    {
        await using CliHost home = await CliHost.StartAsync();
        CommandResult result = await Command.RunAsync(
            "/bin/sh", ["-c", "mkdir gone && cd gone && rmdir ../gone && \"$0\" ps && \"$0\" run -- true", CliHost.Cli], home.Work, home.Environment());
        Assert.That(result, Is.EqualTo(new CommandResult(
            2, "no run is live; start one with: bot-bottle run -- COMMAND\n",
            "bot-bottle: the current folder does not exist any more, or cannot be reached\n  Go to one that does, for example: cd\n")));
    }

    [Test]
    public async Task A_broken_settings_file_prevents_the_start()
    {
        await using CliHost home = await CliHost.StartAsync("bugdet: {claude: 5}");
        CommandResult result = await home.InBottleAsync([], "true");
        Assert.That(result, Is.EqualTo(new CommandResult(
            2, "",
            $"bot-bottle: {home.Home}/settings.yml:1:1: unknown key 'bugdet'; did you mean 'budget'?\n  Until it is corrected no run starts, and a running "
                + "controller keeps the last valid settings.\n")));
        Assert.That(File.Exists(Path.Combine(home.Home, "bot-bottle.db")), Is.False);
        home.WriteSettings("");
    }

    [Test]
    public async Task Settings_without_effect_are_reported_before_the_command_runs()
    {
        await using CliHost home = await CliHost.StartAsync("dlp: {known_secrets: [A]}");
        CommandResult result = await home.InBottleAsync(["--env", "CHOSEN=1"], "sh", "-c", "echo $CHOSEN");
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((0, "1\n")), result.ToString());
        Assert.That(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[]
        {
            "bot-bottle: warning: dlp.known_secrets: A is not set here, so the proxy does not scan for its value",
        }));
    }

    [Test]
    public async Task A_kill_by_a_budget_names_the_budget_and_how_to_continue()
    {
        await using CliHost home = await CliHost.StartAsync();
        CommandResult result = await home.InBottleAsync(
            ["--name", "otter", "--budget", "claude=500", "--shutdown", "kill"], "sh", "-c", $"while :; do {Call}; sleep 0.2; done");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo(
            (137,
                "bot-bottle: otter was ended: 800 of 500 claude tokens of run:otter are spent. Run it again with a higher limit, such as --budget "
                    + "claude=1300.\n")));
        Assert.That(home.Provider.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_kill_after_a_budgets_cut_is_reported_as_the_operators()
    {
        await using CliHost home = await CliHost.StartAsync();
        await using CliProcess run = home.Start(
            "run", "--name", "otter", "--budget", "claude=500", "--", "sh", "-c",
            $"until {Call} | grep -q 402; do :; done; echo cut; while :; do sleep 0.1; done");
        Assert.That(await run.LineAsync(), Is.EqualTo("cut"));
        Assert.That((await home.BotBottleAsync("kill", "otter")).ExitCode, Is.Zero);
        Assert.That(await run.EndAsync(), Is.EqualTo(
            new CommandResult(137, "", "bot-bottle: otter was ended by an operator ('bot-bottle log --audit' says when).\n")));
    }

    [Test]
    public async Task A_signal_reaches_the_command()
    {
        await using CliHost home = await CliHost.StartAsync();
        await using CliProcess run = home.Start("run", "--", "sh", "-c", "trap 'echo caught; exit 9' TERM; echo ready; while :; do sleep 0.1; done");
        Assert.That(await run.LineAsync(), Is.EqualTo("ready"));
        run.Signal(Signal.Terminate);
        Assert.That(await run.EndAsync(), Is.EqualTo(new CommandResult(9, "caught\n", "")));
    }

    [Test]
    public async Task An_operators_cut_restore_and_kill_take_effect()
    {
        await using CliHost home = await CliHost.StartAsync();
        await using CliProcess run = home.Start("run", "--name", "otter", "--", "sh", "-c", "echo ready; while :; do sleep 0.1; done");
        Assert.That(await run.LineAsync(), Is.EqualTo("ready"));
        Assert.That(await home.BotBottleAsync("cut", "otter"), Is.EqualTo(new CommandResult(0, "otter: cut\n", "")));
        Assert.That((await home.BotBottleAsync("ps")).Output, Does.Contain("cut (operator)"));
        Assert.That(await home.BotBottleAsync("restore", "otter"), Is.EqualTo(new CommandResult(0, "otter: running\n", "")));
        Assert.That((await home.BotBottleAsync("restore", "otter")).ExitCode, Is.EqualTo(1));
        Assert.That((await home.BotBottleAsync("kill", "otter")).ExitCode, Is.Zero);
        Assert.That(await run.EndAsync(), Is.EqualTo(
            new CommandResult(137, "", "bot-bottle: otter was ended by an operator ('bot-bottle log --audit' says when).\n")));
    }
}
