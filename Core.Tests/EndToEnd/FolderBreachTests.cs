namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Attacks of an agent on the host's git, as the operator of <c>run</c> sees them.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class FolderBreachTests
{
    private const int Stop = 19;
    private const int Kill = 9;

    [Test]
    public async Task The_controller_checks_the_folder_if_the_guarding_process_was_killed()
    {
        await using CliHost host = await CliHost.StartAsync();
        Assert.That((await Command.RunAsync("sh", ["-c", "git init -q && mkfifo go made"], host.Work)).ExitCode, Is.Zero);
        await using CliProcess run =
            host.Start("run", "--name", "guarded", "--", "sh", "-c", "echo up; read line <go; ln -s /nowhere .git/ORIG_HEAD; echo >made; exec sleep 600");
        Assert.That(await run.LineAsync(), Is.EqualTo("up"));
        run.Signal(Stop); // it cannot observe anything from here on
        await File.WriteAllTextAsync(Path.Combine(host.Work, "go"), "\n");
        await File.ReadAllTextAsync(Path.Combine(host.Work, "made"));
        run.Signal(Kill);
        long since = System.Diagnostics.Stopwatch.GetTimestamp();
        CommandResult log;
        do
        {
            log = await host.BotBottleAsync("log");
        }
        while (!log.Output.Contains("folder_breach", StringComparison.Ordinal) && System.Diagnostics.Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(1));

        Assert.That(log.Output, Does.Contain($"{host.Work}/.git/ORIG_HEAD is a symbolic link to /nowhere"), log.ToString());
    }

    [Test]
    public async Task A_breach_ends_the_run_of_an_ordinary_user_as_well()
    {
        await using CliHost host = await CliHost.StartAsync();
        Assert.That((await Command.RunAsync("git", ["init", "-q"], host.Work)).ExitCode, Is.Zero);
        await host.BelongToUserAsync();
        CommandResult run = await host.InBottleAsync([], "sh", "-c", "id -u >user; ln -s /nowhere .git/ORIG_HEAD; exec sleep 600");
        Assert.That(run.ExitCode, Is.EqualTo(137), run.ToString());
        Assert.That(run.Error, Does.Contain($"{host.Work}/.git/ORIG_HEAD is a symbolic link to /nowhere"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Work, "user")), Is.Not.EqualTo("0\n"));
    }

    [Test]
    public async Task Names_of_any_length_are_reported()
    {
        await using CliHost host = await CliHost.StartAsync();
        Assert.That((await Command.RunAsync("git", ["init", "-q"], host.Work)).ExitCode, Is.Zero);
        const string Script = """
            import os
            for top, made in (("links", 8), (".git", 1)):
                path = top + ("/" + "'" * 200) * 16
                os.makedirs(path)
                for i in range(made): os.symlink("/" + "a/" * 2000, f"{path}/{i}")
            """;
        CommandResult run = await host.BotBottleAsync("run", "--", "python3", "-c", Script);
        Assert.That((run.ExitCode, run.Error.Contains("could not be built", StringComparison.Ordinal)), Is.EqualTo((137, false)), run.ToString());
        CommandResult log = await host.BotBottleAsync("log");
        Assert.That(log.Output, Does.Contain("folder_breach").And.Contain("8 symbolic links that came"), log.ToString());
    }

    [TestCase("sandbox", "stop", 137)]
    [TestCase("sandbox", "warn", 3)]
    [TestCase("none", "stop", 137)]
    public async Task A_breach_at_the_end_changes_the_exit_code_and_is_logged(string isolation, string policy, int code)
    {
        await using CliHost host = await CliHost.StartAsync();
        Assert.That((await Command.RunAsync("git", ["init", "-q"], host.Work)).ExitCode, Is.Zero);
        CommandResult run = await host.BotBottleAsync(
            "run", "--isolation", isolation, "--on-breach", policy, "--", "sh", "-c", "ln -s /nowhere \".git/COMMIT_$(printf '\\033')EDITMSG\"; exit 3");
        Assert.That(run.ExitCode, Is.EqualTo(code), run.ToString());
        Assert.That(
            run.Error, Does.Contain(".git/COMMIT_").And.Contain("is a symbolic link to /nowhere").And.Contain("Remove it before you use git there: rm -r "));
        Assert.That(run.Error.Contains('\u001b', StringComparison.Ordinal), Is.False);
        CommandResult log = await host.BotBottleAsync("log");
        Assert.That(log.Output, Does.Contain("folder_breach").And.Contain(".git/COMMIT_").And.Contain("is a symbolic link to /nowhere"));
        Assert.That(log.Output.Contains('\u001b', StringComparison.Ordinal), Is.False);
    }
}
