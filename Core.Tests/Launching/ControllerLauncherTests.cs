using System.Runtime.Versioning;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Launching;

/// <summary>The controller's process: started when it is missed, once, and apart from whoever started it.</summary>
[Parallelizable(ParallelScope.All), Category("System"), SupportedOSPlatform("linux")]
public sealed class ControllerLauncherTests
{
    [Test]
    public async Task Start_status_and_stop_tell_the_truth()
    {
        await using CliHome home = await CliHome.CreateAsync();
        Assert.That((await home.RunAsync("controller", "status")).Code, Is.EqualTo(1));
        CliResult started = await home.RunAsync("controller", "start");
        Assert.That((started.Code, started.Error), Is.EqualTo((0, "")), started.ToString());
        CliResult status = await home.RunAsync("controller", "status", "--json");
        Assert.That(status.Output, Does.Contain($"\"home\":\"{home.Home}\"").And.Contain("\"live_runs\":0"));
        Assert.That((await home.RunAsync("controller", "stop")).Output, Is.EqualTo("the controller stops\n"));
        using ControllerClient controller = home.Controller;
        await Wait.ForAsync(() => Task.FromResult(!File.Exists(Path.Combine(home.Home, "controller.sock")) || IsGone(controller)));
        Assert.That((await home.RunAsync("controller", "status")).Code, Is.EqualTo(1));
    }

    [Test]
    public async Task Of_many_that_miss_it_one_starts_it()
    {
        await using CliHome home = await CliHome.CreateAsync();
        CliResult[] results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => home.RunAsync("ps", "--json")));
        Assert.That(results, Is.All.EqualTo(new CliResult(0, "[]\n", "")));
        using ControllerClient controller = home.Controller;
        Assert.That((await Wait.EventsOfAsync(controller)).Count(logged => logged.Event == EventKind.ControllerStarted), Is.EqualTo(1));
    }

    [Test]
    public async Task One_that_cannot_start_says_why()
    {
        await using CliHome home = await CliHome.CreateAsync();
        home.WriteSettings("shutdown: perhaps");
        CliResult result = await home.RunAsync("ps");
        Assert.That(result.Code, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("the controller ended with code 1").And.Contain("settings.yml:1:11: shutdown: expected one of cutoff, freeze, kill"));
    }

    private static bool IsGone(ControllerClient controller)
    {
        try
        {
            controller.StatusAsync().GetAwaiter().GetResult();
            return false;
        }
        catch (ControllerException absent) when (absent.Code == ControllerException.Unreachable)
        {
            return true;
        }
    }
}
