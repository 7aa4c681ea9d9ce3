using System.Diagnostics;
using BotBottle.Controller.Native;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Enforcement;

/// <summary>Kills of real processes.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class KillTests
{
    private const int KilledBySignal = 128 + 9;

    [Test]
    public async Task A_crossing_under_the_policy_kill_ends_the_agent()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}\nshutdown: kill");
        using TestRun run = await controller.RegisterAsync("tester");
        using Process agent = await LaunchAsync(controller, run);
        await run.CallAsync(150);
        await agent.WaitForExitAsync();
        Assert.That(agent.ExitCode, Is.EqualTo(KilledBySignal));
        Assert.That((await controller.Client.EndAsync("tester", new RunEnd(agent.ExitCode))).State, Is.EqualTo(RunState.Killed));
        Assert.That((await controller.KindsAsync()).Skip(1), Is.EqualTo(new[]
        {
            EventKind.RunStarted, EventKind.BudgetWarn, EventKind.BudgetCrossed, EventKind.Cut, EventKind.Kill, EventKind.RunEnded,
        }));
    }

    [Test]
    public async Task An_operator_can_kill_one_run_or_all()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun first = await controller.RegisterAsync("first");
        using TestRun second = await controller.RegisterAsync("second");
        using Process one = await LaunchAsync(controller, first);
        using Process two = await LaunchAsync(controller, second);
        await controller.Client.KillAsync("first");
        await one.WaitForExitAsync();
        Assert.That(two.HasExited, Is.False);
        Assert.That((await first.OrdersAsync()).Cut, Is.Not.Null, "no host is open while it ends");
        await controller.Client.KillAsync("*");
        await two.WaitForExitAsync();
        Assert.That(() => controller.Client.RestoreAsync("second"), Throws.TypeOf<ControllerException>());
    }

    [Test]
    public async Task A_kill_decided_before_the_launch_or_a_crash_is_executed()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun early = await controller.RegisterAsync("early");
        await controller.Client.KillAsync("early");
        using Process one = await LaunchAsync(controller, early);
        await one.WaitForExitAsync();

        // As if the controller had died between the decision and the signal, and the process id were reused.
        using Process two = Start();
        await controller.Client.LaunchedAsync("early", new RunLaunched(two.Id, 1));
        Assert.That(two.HasExited, Is.False, "the start time is not its own");
        await controller.Client.LaunchedAsync("early", Identity(two));
        await two.WaitForExitAsync();
        await controller.StartAgainAsync();
        Assert.That(controller.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_next_controller_executes_a_decided_kill()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester");
        using Process agent = Start();
        RunLaunched identity = Identity(agent);
        await controller.Client.LaunchedAsync("tester", identity with { AgentStart = identity.AgentStart + 1 });
        await controller.Client.KillAsync("tester");
        Assert.That(agent.HasExited, Is.False);
        await controller.ExecuteAsync($"UPDATE runs SET agent_start = {identity.AgentStart}");
        await agent.WaitForExitAsync();
        Assert.That(agent.ExitCode, Is.EqualTo(KilledBySignal));
    }

    [Test]
    public async Task A_run_and_its_agent_end_when_their_owner_is_gone()
    {
        await using TestController controller = await TestController.StartAsync();
        using Process owner = Start();
        RunRegistered registered = await controller.Client.RegisterAsync(new RunRegistration(
            "tester", null, [], IsolationKind.Sandbox, null, new Dictionary<string, long>(), [], ["x"], "/tmp", owner.Id));
        using Process agent = Start();
        await controller.Client.LaunchedAsync("tester", Identity(agent));
        controller.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await controller.Client.RunsAsync(), Has.Count.EqualTo(1));
        owner.Kill();
        await owner.WaitForExitAsync();
        await controller.StartAgainAsync();
        await agent.WaitForExitAsync();
        RunView view = await controller.Client.RunAsync(registered.Run);
        Assert.That((view.State, view.ExitCode), Is.EqualTo((RunState.Exited, (int?)null)));
        Assert.That((await controller.KindsAsync())[^2..], Is.EqualTo(new[] { EventKind.Kill, EventKind.RunEnded }));
    }

    private static async Task<Process> LaunchAsync(TestController controller, TestRun run)
    {
        Process process = Start();
        await controller.Client.LaunchedAsync(run.Name, Identity(process));
        return process;
    }

    private static RunLaunched Identity(Process process) => new(process.Id, ProcessIdentity.StartOf(process.Id)!.Value);

    private static Process Start() => Process.Start(new ProcessStartInfo("sleep", "600"))!;
}
