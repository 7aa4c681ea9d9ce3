using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary><c>run</c> handles the kill of one of its processes.</summary>
[Parallelizable(ParallelScope.All), Category("System"), SupportedOSPlatform("linux")]
public sealed class SupervisionTests
{
    // Each line that the test writes makes one call; curl retries while the proxy or the controller is gone.
    private const string Agent =
        "while [ ! -e stop ]; do if [ -e go ]; then rm go; curl -sS --retry 50 --retry-all-errors --retry-delay 1 -o answer -w '%{http_code}\\n' "
        + "https://api.anthropic.com/v1/messages -H 'content-type: application/json' -d '{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]}'; fi; sleep 0.1; "
        + "done";

    [Test]
    public async Task A_killed_proxy_is_replaced_on_the_same_listeners()
    {
        await using CliHost home = await CliHost.StartAsync();
        await using CliProcess run = home.Start("run", "--", "sh", "-c", Agent);
        await CallAsync(home, run);
        int proxy = ProxyOf(run.Pid);
        Processes.Kill(proxy, Signal.Kill);
        await CallAsync(home, run);
        Assert.That(ProxyOf(run.Pid), Is.Not.EqualTo(proxy));
        await EndAsync(home, run, calls: 2);
        using ControllerClient controller = home.Controller;
        Assert.That((await Wait.EventsOfAsync(controller)).Select(logged => logged.Event), Does.Contain(EventKind.ProxyRestarted));
    }

    [Test]
    public async Task A_killed_controller_is_restarted_and_loses_nothing()
    {
        await using CliHost home = await CliHost.StartAsync();
        await using CliProcess run = home.Start("run", "--", "sh", "-c", Agent);
        await CallAsync(home, run);
        using ControllerClient controller = home.Controller;
        int first = (await controller.StatusAsync()).Pid;
        Processes.Kill(first, Signal.Kill);
        await CallAsync(home, run);
        Assert.That((await controller.StatusAsync()).Pid, Is.Not.EqualTo(first));
        await EndAsync(home, run, calls: 2);
    }

    [Test]
    public async Task A_stopped_controller_stays_stopped_until_a_verb_starts_it()
    {
        await using CliHost home = await CliHost.StartAsync();
        await using CliProcess run = home.Start("run", "--name", "calm-fox", "--", "sh", "-c", Agent);
        await CallAsync(home, run);
        CommandResult stopped = await home.BotBottleAsync("controller", "stop");
        Assert.That(stopped.Output, Does.StartWith(
            "the controller has stopped\n  1 run continues, but its model calls are refused until it is back: calm-fox\n").And.Contain(
                "bot-bottle controller start"));
        using ControllerClient controller = home.Controller;
        string mark = Path.Combine(home.Home, "controller.stopped");
        await run.UntilSaidAsync(
            "the controller was stopped by hand, and stays stopped\n  Until it is back, model calls are refused. To start it: bot-bottle controller start");
        CommandResult status = await home.BotBottleAsync("controller", "status");
        Assert.That(
            (status.ExitCode, status.Error.Contains("it was stopped by hand", StringComparison.Ordinal), File.Exists(mark)), Is.EqualTo((1, true, true)));
        Assert.That((await home.BotBottleAsync("ps", "--json")).Output, Does.Contain("calm-fox"));
        Assert.That(File.Exists(mark), Is.False);
        await CallAsync(home, run);

        int second = (await controller.StatusAsync()).Pid;
        Processes.Kill(second, Signal.Kill);
        await CallAsync(home, run);
        Assert.That((await controller.StatusAsync()).Pid, Is.Not.EqualTo(second), "a killed one is restarted as before");
        await EndAsync(home, run, calls: 3);
    }

    [Test]
    public async Task A_killed_run_leaves_neither_agent_nor_proxy_nor_a_live_run()
    {
        await using CliHost home = await CliHost.StartAsync();
        await using CliProcess run = home.Start("run", "--", "sh", "-c", Agent);
        await CallAsync(home, run);
        using ControllerClient controller = home.Controller;
        int agent = (await controller.RunsAsync()).Single().Pid!.Value;
        int proxy = ProxyOf(run.Pid);
        run.Signal(Signal.Kill);
        await Wait.ForAsync(() => Task.FromResult(ProcessIdentity.StartOf(agent) is null && ProcessIdentity.StartOf(proxy) is null));
        await Wait.ForAsync(async () => (await controller.RunsAsync()).Count == 0);
        Assert.That((await controller.UsageAsync("run")).Single().Requests, Is.EqualTo(1));
    }

    private static async Task CallAsync(CliHost home, CliProcess run)
    {
        File.WriteAllText(Path.Combine(home.Work, "go"), "");
        Assert.That(await run.LineAsync(), Is.EqualTo("200"));
    }

    private static async Task EndAsync(CliHost home, CliProcess run, int calls)
    {
        File.WriteAllText(Path.Combine(home.Work, "stop"), "");
        CommandResult result = await run.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        using ControllerClient controller = home.Controller;
        UsageRow row = (await controller.UsageAsync("run")).Single();
        Assert.That((row.Requests, row.ChargedTokens), Is.EqualTo((calls, 400L * calls)));
        Assert.That(home.Provider.Calls, Has.Count.EqualTo(calls));
    }

    private static int ProxyOf(int parent) => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
        .Single(pid => pid > 0 && IsProxyOf(pid, parent));

    private static bool IsProxyOf(int pid, int parent)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat.Contains("(bot-bottle-prox)", StringComparison.Ordinal)
                && stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [not "Z", var owner, ..] && owner == parent.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
