using System.Diagnostics;
using System.Text.Json.Nodes;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Enforcement;

/// <summary>The controller's part of a freeze and a resume: its decisions, writes and renames, and their continuation after a crash.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class FreezeTests
{
    private const string Settings = "budget: {claude: 100}\nshutdown: freeze";

    [Test]
    public async Task A_crossing_freezes_a_run_and_a_raise_lets_it_resume_with_its_id_and_counters()
    {
        await using TestController controller = await TestController.StartAsync(Settings);
        using TestRun run = await RegisterAsync(controller, "tester");
        await run.CallAsync(150);
        Assert.That((await run.OrdersAsync()).Freeze, Is.True);
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Cut), "it is not frozen before its bottle has ended");
        Assert.That((await controller.Client.EndAsync("tester", new RunEnd(137))).State, Is.EqualTo(RunState.Frozen));
        Assert.That(FolderOf(controller, run), Is.EqualTo("frozen"));
        Assert.That((await controller.Client.RunsAsync()).Single().State, Is.EqualTo(RunState.Frozen), "ps lists it");
        Assert.That(() => run.AdmitAsync(), Throws.TypeOf<ControllerException>(), "its token is not valid any more");
        Assert.That(() => RegisterAsync(controller, "tester"), Throws.TypeOf<ControllerException>(), "its name is reserved");

        await controller.StartAgainAsync();
        Assert.That(
            () => ResumeAsync(controller, "tester"), Throws.TypeOf<ControllerException>().With.Message.Contains("150 of 100 tokens").And.Message.Contains(
                "bot-bottle budget set claude=250")
                .And.Message.Contains("bot-bottle resume tester --budget claude=250"));
        Assert.That(
            () => ResumeAsync(controller, "tester", 120), Throws.TypeOf<ControllerException>().With.Message.Contains("150 of 120"), "its earlier spend counts");
        Assert.That(FolderOf(controller, run), Is.EqualTo("frozen"), "a refusal changes nothing");
        Assert.That((await run.ViewAsync()).Budgets.Single().Limit, Is.EqualTo(100), "and no budget");

        RunRegistered again = await ResumeAsync(controller, "tester", 400);
        Assert.That((again.Run, again.Name, again.Folder), Is.EqualTo((run.Registered.Run, "tester", run.Registered.Folder)));
        Assert.That(FolderOf(controller, run), Is.EqualTo("runs"));
        RunView view = await run.ViewAsync();
        Assert.That((view.State, view.Requests, view.ExitCode, view.Budgets.Single().Spent), Is.EqualTo((RunState.Running, 1, (int?)null, 150)));
        using TestRun resumed = new(controller, again);
        Assert.That(await resumed.CallAsync(50), Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(await controller.KindsAsync(), Is.SupersetOf(new[] { EventKind.BudgetCrossed, EventKind.Cut, EventKind.Freeze, EventKind.Resume }));
        JsonObject figures = (await controller.EventsAsync(audit: true)).First(told => told.Event == EventKind.Freeze).Data!;
        Assert.That(
            ((string?)figures["by"], (string?)figures["policy"], (long)figures["limit"]!, (long)figures["spent"]!), Is.EqualTo(("budget", "freeze", 100, 150)));
        Assert.That((await controller.Client.EndAsync("tester", new RunEnd(0))).State, Is.EqualTo(RunState.Exited));
    }

    [Test]
    public async Task A_bottle_that_cannot_be_frozen_is_cut_off_with_a_message()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await RegisterAsync(controller, "tester");
        Task<IReadOnlyList<RunActionResult>> freeze = controller.Client.FreezeAsync("tester");
        await UntilOrderedAsync(run);
        await controller.Client.FreezeFailedAsync("tester", new FreezeFailure("two of its processes still run"));
        Assert.That(
            async () => await freeze, Throws.TypeOf<ControllerException>().With.Message.Contains("two of its processes").And.Message.Contains("egress is cut"));
        Assert.That((await run.OrdersAsync()) is { Freeze: false, Cut: not null }, Is.True);
        LoggedEvent failed = (await controller.EventsAsync(audit: true))[^1];
        Assert.That((failed.Event, (string?)failed.Data!["acted_as"]), Is.EqualTo((EventKind.ActionFailed, "cutoff")));
        await controller.Client.RestoreAsync("tester");
        Assert.That((await controller.Client.EndAsync("tester", new RunEnd(0))).State, Is.EqualTo(RunState.Exited));
        Assert.That(FolderOf(controller, run), Is.EqualTo("runs"));
    }

    [Test]
    public async Task Obstacles_to_a_freeze_are_found_before_anything_is_stopped()
    {
        await using TestController controller = await TestController.StartAsync(Settings);
        using TestRun without = await controller.RegisterAsync("without");
        using TestRun taken = await RegisterAsync(controller, "taken");
        Directory.CreateDirectory(Path.Combine(controller.Home, "frozen", taken.Registered.Run));
        await without.CallAsync(150);
        LoggedEvent[] failed = [.. (await controller.EventsAsync(audit: true)).Where(told => told.Event == EventKind.ActionFailed)];
        Assert.That(failed.Select(told => told.Name), Is.EquivalentTo(new[] { "without", "taken" }));
        Assert.That((await without.OrdersAsync()) is { Freeze: false, Cut: not null }, Is.True);
        Assert.That(failed.Select(told => told.Message), Has.One.Contains("run.json").And.One.Contains("is there already"));
    }

    [Test]
    public async Task A_crossing_acts_on_every_run_of_the_budget_by_its_own_policy()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}\nshutdown: cutoff");
        using TestRun spender = await RegisterAsync(controller, "spender");
        using TestRun frozen = await RegisterAsync(controller, "frozen", CutoffPolicy.Freeze);
        using TestRun own = await controller.RegisterAsync("own", budget: 1000);
        await spender.CallAsync(150);
        Assert.That((await spender.OrdersAsync()) is { Freeze: false, Cut: not null }, Is.True);
        Assert.That((await frozen.OrdersAsync()) is { Freeze: true, Cut: not null }, Is.True);
        Assert.That((await own.OrdersAsync()) is { Freeze: false, Cut: null }, Is.True, "another budget governs it");
    }

    /// <summary>The state for a controller that takes over from one killed between two steps or within one.</summary>
    [TestCase("ordered", false, "runs")]
    [TestCase("ordered", true, "runs")]
    [TestCase("ordered", true, "frozen")]
    [TestCase("kept", true, "runs")]
    [TestCase("kept", true, "frozen")]
    public async Task The_next_controller_finishes_a_freeze_from_any_step(string step, bool ended, string place)
    {
        await using TestController controller = await TestController.StartAsync();
        using Process owner = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        RunRegistered run = await controller.Client.RegisterAsync(new RunRegistration(
            "tester", null, [], IsolationKind.Sandbox, null, new Dictionary<string, long>(), [], ["x"], "/tmp", owner.Id));
        Prepare(run);
        owner.Kill(); // its bottle ends as well
        await owner.WaitForExitAsync();
        Directory.CreateDirectory(Path.Combine(controller.Home, "frozen"));
        if (place == "frozen")
        {
            Directory.Move(run.Folder, Path.Combine(controller.Home, "frozen", run.Run));
        }

        await controller.ExecuteAsync(
            $"INSERT INTO run_freezes VALUES ('{run.Run}', '{step}');" + (ended ? "UPDATE runs SET ended_at = 1, exit_code = 137, drained = 1" : ""));
        Assert.That((await controller.Client.RunsAsync()).Single().State, Is.EqualTo(RunState.Frozen));
        Assert.That(File.ReadAllText(Path.Combine(controller.Home, "frozen", run.Run, "home", "file")), Is.EqualTo("kept"));
        Assert.That(Directory.Exists(run.Folder), Is.False);
        Assert.That((await ResumeAsync(controller, run.Run)).Name, Is.EqualTo("tester"));
        Assert.That(File.Exists(Path.Combine(run.Folder, "home", "file")), Is.True);

        // Resumed but never run, so that it is still frozen.
        Assert.That((await controller.Client.EndAsync("tester", new RunEnd(125, AgentRan: false))).State, Is.EqualTo(RunState.Frozen));
        Assert.That(Directory.Exists(Path.Combine(controller.Home, "frozen", run.Run)), Is.True);
        await controller.Client.KillAsync("tester");
        Assert.That((await controller.Client.RunAsync(run.Run)).State, Is.EqualTo(RunState.Killed));
        Assert.That(await controller.Client.RunsAsync(), Is.Empty);
        Assert.That(controller.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_missing_frozen_folder_is_reported_and_the_run_can_be_given_up()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await RegisterAsync(controller, "tester");
        await FreezeAsync(controller, run);
        Directory.Delete(Path.Combine(controller.Home, "frozen", run.Registered.Run), recursive: true);
        await controller.StartAgainAsync();
        Assert.That((await controller.EventsAsync(audit: true))[^1].Event, Is.EqualTo(EventKind.ActionFailed));
        Assert.That(() => ResumeAsync(controller, "tester"), Throws.TypeOf<ControllerException>().With.Message.Contains("cannot be resumed"));
        Assert.That(() => ResumeAsync(controller, "../runs"), Throws.TypeOf<ControllerException>());
        await controller.Client.KillAsync("tester");
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Killed));
    }

    [Test]
    public async Task Only_one_of_two_simultaneous_resumes_succeeds()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await RegisterAsync(controller, "tester");
        TestRun current = run;
        for (int round = 0; round < 10; round++)
        {
            await FreezeAsync(controller, current);
            RunRegistered?[] resumed = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                try
                {
                    return await ResumeAsync(controller, "tester");
                }
                catch (ControllerException refused)
                {
                    Assert.That(refused.Message, Does.Contain("only a frozen run"));
                    return null;
                }
            }));
            Assert.That(resumed.Count(done => done is not null), Is.EqualTo(1));
            current.Dispose();
            current = new TestRun(controller, resumed.Single(done => done is not null)!);
            Assert.That(FolderOf(controller, run), Is.EqualTo("runs"));
        }
    }

    [Test]
    public async Task A_crossing_does_not_freeze_a_run_that_is_being_ended()
    {
        await using TestController controller = await TestController.StartAsync(Settings);
        using TestRun run = await RegisterAsync(controller, "tester");
        await run.AdmitAsync("underway");
        await controller.Client.KillAsync("tester");
        await run.Proxy.ReportAsync([TestController.Report("underway", 150, "claude")]);
        Assert.That((await run.OrdersAsync()) is { Freeze: false, Cut: not null }, Is.True);
        Assert.That((await controller.Client.EndAsync("tester", new RunEnd(137))).State, Is.EqualTo(RunState.Killed));
        Assert.That(FolderOf(controller, run), Is.EqualTo("runs"));
    }

    private static async Task FreezeAsync(TestController controller, TestRun run)
    {
        Task<IReadOnlyList<RunActionResult>> freeze = controller.Client.FreezeAsync(run.Name);
        await UntilOrderedAsync(run);
        await controller.Client.EndAsync(run.Name, new RunEnd(137));
        Assert.That((await freeze).Single().State, Is.EqualTo(RunState.Frozen));
    }

    private static async Task UntilOrderedAsync(TestRun run)
    {
        await foreach (RunOrders orders in run.Proxy.OrdersAsync())
        {
            if (orders.Freeze)
            {
                return;
            }
        }
    }

    private static async Task<TestRun> RegisterAsync(TestController controller, string name, CutoffPolicy? shutdown = null)
    {
        TestRun run = await controller.RegisterAsync(name, shutdown: shutdown);
        Prepare(run.Registered);
        return run;
    }

    private static void Prepare(RunRegistered run)
    {
        File.WriteAllText(Path.Combine(run.Folder, FrozenFolders.Definition), "{}");
        Directory.CreateDirectory(Path.Combine(run.Folder, "home"));
        File.WriteAllText(Path.Combine(run.Folder, "home", "file"), "kept");
    }

    private static Task<RunRegistered> ResumeAsync(TestController controller, string run, long? budget = null) => controller.Client.ResumeAsync(
        run, new RunResumption(budget is { } tokens ? new Dictionary<string, long> { ["claude"] = tokens } : [], [], Environment.ProcessId, null));

    private static string FolderOf(TestController controller, TestRun run) =>
        string.Join(' ', new[] { "runs", "frozen" }.Where(folder => Directory.Exists(Path.Combine(controller.Home, folder, run.Registered.Run))));
}
