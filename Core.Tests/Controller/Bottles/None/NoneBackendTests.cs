using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.None;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Bottles.None;

[TestFixture, Category("System"), SupportedOSPlatform("linux"), NonParallelizable]
public class NoneBackendTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Leftovers_below_a_git_folder_are_found(bool live)
    {
        using BottleHost host = new();
        await host.OnHostAsync("/usr/bin/git", "init", "-q");
        BottlePlan plan = host.Plan("sh", "-c", $"ln -sf /x .git/COMMIT_EDITMSG; {(live ? "exec sleep 600" : "exit 0")}")
            with { ProxyCredentials = ("user", "password"), Streams = host.Silent };
        await using RunningBottle bottle = await new NoneBackend(host.Messages).LaunchAsync(plan, CancellationToken.None);
        await bottle.StartAsync();
        BottleExit exit = await bottle.WaitAsync();
        Assert.That((exit.Code, exit.Breaches.Single().Path), Is.EqualTo((live ? 137 : 0, Path.Combine(host.Project, ".git/COMMIT_EDITMSG"))));
    }

    [Test]
    public async Task It_warns_that_nothing_is_enforced_and_requires_the_proxy_password()
    {
        using var host = new BottleHost();
        var plan = Plan(host, "sh", "-c", "curl -s http://api.example.com/ >out; env >env; exit 4");
        await using var bottle = await new NoneBackend(host.Messages).LaunchAsync(plan, CancellationToken.None);
        var listener = bottle.Listeners.Single();
        var proxy = BottleHost.AnswerOnceAsync(listener, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes");
        await bottle.StartAsync();
        var request = await proxy;
        var exit = await bottle.WaitAsync();

        Assert.That(host.Messages.ToString(), Does.Contain("NOTHING IS ENFORCED"));
        Assert.That(request, Does.Contain("Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA=="));
        Assert.That((listener.Kind, exit.Code), Is.EqualTo((ListenerKind.Proxy, 4)));
        var environment = File.ReadAllLines(Path.Combine(host.Project, "env"));
        Assert.That(environment, Has.Member($"HTTPS_PROXY=http://user:password@127.0.0.1:{listener.Port}").And.Member("IS_SANDBOX=1"));
        Assert.That(environment, Has.None.StartsWith("SECRET"));
        Assert.That(
            File.ReadAllText(environment.Single(line => line.StartsWith("NODE_EXTRA_CA_CERTS=", StringComparison.Ordinal))["NODE_EXTRA_CA_CERTS=".Length..]),
            Is.EqualTo(TestCa.Pem));
    }

    // An unreferenced socket closes its handle when it is collected.
    [Test]
    public async Task The_listener_survives_a_garbage_collection()
    {
        using var host = new BottleHost();
        await using var bottle = await new NoneBackend(host.Messages).LaunchAsync(Plan(host, "sh", "-c", "exit 0"), CancellationToken.None);
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(bottle.Listeners.Single().Handle.IsClosed, Is.False);
        await bottle.StartAsync();
        await bottle.WaitAsync();
    }

    [Test]
    public async Task Kill_ends_the_whole_process_tree_but_no_other_child()
    {
        using var host = new BottleHost();
        host.MakePipe("fifo");
        var other = BottleHost.StartSleeper();
        var script = "for i in 1 2 3; do setsid sh -c 'trap \"\" TERM; while :; do sleep 60; done' & done; (setsid sleep 60 &); echo ready >fifo; wait";
        await using var bottle = await new NoneBackend(host.Messages).LaunchAsync(Plan(host, "sh", "-c", script), CancellationToken.None);
        await bottle.StartAsync();
        await host.ReadPipeAsync("fifo");
        Assert.That(BottleHost.ProcessesOfRun(bottle), Has.Count.GreaterThanOrEqualTo(4));

        await bottle.KillAsync();

        Assert.That(BottleHost.ProcessesOfRun(bottle), Is.Empty);
        Assert.That((await bottle.WaitAsync()).Code, Is.EqualTo(137));
        Assert.That(other.Signal(9), Is.True, "other children, such as the proxy, live on");
        await other.WaitAsync();
    }

    [Test]
    public async Task A_bottle_that_was_ended_before_its_start_runs_nothing()
    {
        using var host = new BottleHost();
        await using var bottle = await new NoneBackend(host.Messages).LaunchAsync(Plan(host, "sh", "-c", "echo ran > ran"), CancellationToken.None);
        await bottle.KillAsync();
        Assert.That(async () => await bottle.StartAsync(), Throws.TypeOf<BottleException>());
        Assert.That((await bottle.WaitAsync()).AgentRan, Is.False);
        Assert.That(File.Exists(Path.Combine(host.Project, "ran")), Is.False);
    }

    [Test]
    public async Task A_signal_that_comes_before_the_start_reaches_the_agent()
    {
        using var host = new BottleHost();
        await using var bottle = await new NoneBackend(host.Messages).LaunchAsync(Plan(host, "sleep", "600"), CancellationToken.None);
        bottle.Forward(1);
        await bottle.StartAsync();
        bottle.ForwardEarly();
        Assert.That((await bottle.WaitAsync()).Code, Is.EqualTo(128 + 1));
    }

    [Test]
    public void A_bottle_without_a_password_is_refused()
    {
        using var host = new BottleHost();
        Assert.That(
            async () => await new NoneBackend(host.Messages).LaunchAsync(host.Plan("true"), CancellationToken.None),
            Throws.TypeOf<BottleException>().With.Message.Contains("password"));
    }

    [Test]
    public void A_missing_program_is_reported_before_the_start()
    {
        using var host = new BottleHost();
        Assert.That(
            async () => await new NoneBackend(host.Messages).LaunchAsync(Plan(host, "no-such-program"), CancellationToken.None),
            Throws.TypeOf<BottleException>().With.Message.Contains("no-such-program"));
    }

    private static BottlePlan Plan(BottleHost host, params string[] command) => host.Plan(command) with { ProxyCredentials = ("user", "password") };
}
