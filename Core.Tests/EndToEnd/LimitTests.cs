using System.Runtime.Versioning;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The operator's view of a bottle that exceeds a limit.</summary>
[Category("System"), Parallelizable(ParallelScope.All), SupportedOSPlatform("linux")]
public sealed class LimitTests
{
    [Test]
    public async Task A_run_above_a_limit_ends_with_137_and_names_the_limit_and_its_setting([Values("sandbox", "none")] string isolation)
    {
        await using CliHost host = await CliHost.StartAsync("limits: {home: 64MiB}");
        CommandResult result = await host.InBottleAsync(["--isolation", isolation, "--name", "filler"], "sh", "-c",
            "cd && while dd if=/dev/urandom of=x bs=1M count=16 oflag=append conv=notrunc 2>/dev/null; do :; done");
        RunView run = (await host.RunsAsync()).Single();
        string folder = Path.Combine(host.Home, "runs", run.Run);
        Assert.That(result.ExitCode, Is.EqualTo(137), result.ToString());
        Assert.That(result.Error, Does.Contain(
            "bot-bottle: filler was ended: its HOME held more than its limit, 64 MiB.\n  Raise it in settings.yml, for example limits: {home: 128MiB}\n"
            + $"  The run's HOME and /tmp are kept in {folder}; you may remove files there.\n"));
        Assert.That(run.State, Is.EqualTo(RunState.Exited));
        Assert.That((await host.BotBottleAsync("log", "--audit")).Output,
            Does.Contain("limit_reached").And.Contain("filler was ended: its HOME held more than its limit, 64 MiB"));
    }

    [Test]
    public async Task The_effective_limits_are_shown()
    {
        await using CliHost host = await CliHost.StartAsync("limits: {memory: 2GiB, tmp: none}");
        CommandResult shown = await host.BotBottleAsync("check", "--show", "settings:limits");
        Assert.That(shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))), Is.EqualTo(new[]
        {
            "KEY VALUE FROM", "limits.processes 8,192 default", "limits.memory 2 GiB settings.yml", "limits.tmp none settings.yml",
            "limits.home 32 GiB default",
        }), shown.ToString());
    }
}
