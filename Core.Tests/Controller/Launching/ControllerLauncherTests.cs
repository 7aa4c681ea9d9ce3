using System.Runtime.Versioning;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>The controller's process is started once when it is needed, independent of the process that started it.</summary>
[Parallelizable(ParallelScope.All), Category("System"), SupportedOSPlatform("linux")]
public sealed class ControllerLauncherTests
{
    [Test]
    public async Task Start_status_and_stop_report_the_actual_state()
    {
        await using CliHost home = await CliHost.StartAsync();
        Assert.That((await home.BotBottleAsync("controller", "status")).ExitCode, Is.EqualTo(1));
        CommandResult started = await home.BotBottleAsync("controller", "start");
        Assert.That((started.ExitCode, started.Error), Is.EqualTo((0, "")), started.ToString());
        CommandResult status = await home.BotBottleAsync("controller", "status", "--json");
        Assert.That(status.Output, Does.Contain($"\"home\":\"{home.Home}\"").And.Contain("\"live_runs\":0"));
        Assert.That((await home.BotBottleAsync("controller", "stop")).Output, Is.EqualTo("the controller has stopped\n"));
        Assert.That((await home.BotBottleAsync("controller", "status")).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task One_of_many_processes_starts_a_missing_controller()
    {
        await using CliHost home = await CliHost.StartAsync();
        CommandResult[] results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => home.BotBottleAsync("ps", "--json")));
        Assert.That(results, Is.All.EqualTo(new CommandResult(0, "[]\n", "")));
        using ControllerClient controller = home.Controller;
        Assert.That((await Wait.EventsOfAsync(controller)).Count(logged => logged.Event == EventKind.ControllerStarted), Is.EqualTo(1));
    }

    [Test]
    public async Task A_controller_that_cannot_start_gives_the_reason_each_time()
    {
        await using CliHost home = await CliHost.StartAsync();
        Directory.CreateDirectory(Path.Combine(home.Home, "bot-bottle.db"));
        CommandResult first = await home.BotBottleAsync("ps");
        CommandResult second = await home.BotBottleAsync("ps");
        Assert.That(first.Error, Does.StartWith("bot-bottle: the controller ended with code 1. It wrote:\nbot-bottle: ").And.EndWith(
            $"  Its log is {home.Home}/controller.log.\n"));
        Assert.That(second, Is.EqualTo(first));
        string log = await File.ReadAllTextAsync(Path.Combine(home.Home, "controller.log"));
        Assert.That(log[..(log.Length / 2)], Is.EqualTo(log[(log.Length / 2)..]), "neither replaced the other");
        Directory.Delete(Path.Combine(home.Home, "bot-bottle.db"));
    }

    [Test]
    public async Task A_controller_that_cannot_start_gives_the_reason()
    {
        await using CliHost home = await CliHost.StartAsync();
        home.WriteSettings("shutdown: perhaps");
        CommandResult result = await home.BotBottleAsync("ps");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(
            result.Error, Does.Contain("settings.yml:1:11: shutdown: expected one of cutoff, freeze, kill").And.Contain("Until it is corrected no run starts"));
    }
}
