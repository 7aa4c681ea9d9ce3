using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Approvals;

/// <summary>Requests of a proxy for approval, the decisions of an operator and their duration.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApprovalTests
{
    [Test]
    public async Task A_held_request_is_listed_and_its_approval_applies_only_to_its_run()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("otter");
        using TestRun other = await controller.RegisterAsync();
        ApprovalAnswer asked = await run.HoldAsync();
        Assert.That((asked.Verdict, asked.ExpiresAt), Is.EqualTo((ApprovalVerdict.Pending, controller.Time.GetUtcNow().AddSeconds(300))));
        Assert.That(asked.Version, Is.LessThanOrEqualTo((await run.OrdersAsync()).Version));
        Assert.That(await run.OrderedAsync(), Is.EqualTo(ApprovalState.Pending));
        ApprovalView view = (await controller.Client.ApprovalsAsync()).Single();
        Assert.That(view, Is.EqualTo(new ApprovalView(
            asked.Id!, run.Registered.Run, "otter", ApprovalState.Pending, "AWS access key", "body", "key=AKIA************MPLE&x", Asking.Fingerprint(1),
            "*.example.com", "api.example.com", "POST", "/v1/items", controller.Time.GetUtcNow(), asked.ExpiresAt!.Value, null, null)));
        Assert.That((await run.ViewAsync()).PendingApprovals, Is.EqualTo(1));

        ApprovalView given = await controller.Client.DecideAsync(view.Id, approve: true);
        Assert.That((given.State, given.DecidedAt), Is.EqualTo((ApprovalState.Approved, controller.Time.GetUtcNow())));
        Assert.That(given.DecidedBy, Does.StartWith("operator ("));
        Assert.That(await run.OrderedAsync(), Is.EqualTo(ApprovalState.Approved));
        Assert.That((await run.HoldAsync()).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        Assert.That((await other.HoldAsync()).Verdict, Is.EqualTo(ApprovalVerdict.Pending), "the value of another run needs its own approval");
        Assert.That(await other.OrderedAsync(), Is.EqualTo(ApprovalState.Pending));
        Assert.That((await controller.Client.ApprovalsAsync()).Single().Run, Is.EqualTo(other.Registered.Run));
        Assert.That((await controller.Client.ApprovalsAsync(all: true)).Select(approval => approval.State),
            Is.EqualTo(new[] { ApprovalState.Approved, ApprovalState.Pending }));
        LoggedEvent audit = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.ApprovalGiven);
        Assert.That(((string?)audit.Data!["by"], (string?)audit.Data["approval"], audit.Name), Is.EqualTo((given.DecidedBy, view.Id, "otter")));
        Assert.That(audit.Message, Does.Contain(given.DecidedBy!));
    }

    [Test]
    public async Task A_rejected_value_stays_refused_across_restarts()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        string rejected = (await run.HoldAsync(1)).Id!;
        string approved = (await run.HoldAsync(2)).Id!;
        string pending = (await run.HoldAsync(3)).Id!;
        await controller.Client.DecideAsync(rejected, approve: false);
        await controller.Client.DecideAsync(approved, approve: true);
        long version = (await run.OrdersAsync()).Version;
        await controller.StartAgainAsync();
        RunOrders orders = await run.OrdersAsync();
        Assert.That(orders.Version, Is.GreaterThan(version));
        Assert.That(
            orders.Approvals!.Select(approval => (approval.Id, approval.State)),
            Is.EquivalentTo(new[] { (rejected, ApprovalState.Rejected), (approved, ApprovalState.Approved), (pending, ApprovalState.Pending) }));
        Assert.That((await run.HoldAsync(1)).Verdict, Is.EqualTo(ApprovalVerdict.Rejected));
        Assert.That((await run.HoldAsync(2)).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        Assert.That((await run.HoldAsync(3)).Id, Is.EqualTo(pending), "a retry joins it");
        await controller.Client.DecideAsync(pending, approve: true);
        Assert.That(await run.OrderedAsync(3), Is.EqualTo(ApprovalState.Approved));
    }

    [Test]
    public async Task Requests_with_one_value_ask_once_and_only_one_of_two_decisions_counts()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        ApprovalAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => run.HoldAsync()));
        string id = answers.Select(answer => answer.Id).Distinct().Single()!;
        Assert.That((await controller.KindsAsync()).Count(kind => kind == EventKind.ApprovalAsked), Is.EqualTo(1));
        Task<ApprovalView>[] decisions = [.. Enumerable.Range(0, 8).Select(i => controller.Client.DecideAsync(id, approve: i % 2 == 0))];
        await Task.WhenAll(decisions).ContinueWith(_ => { }, TaskScheduler.Default);
        Task<ApprovalView> winner = decisions.Single(decision => decision.IsCompletedSuccessfully);
        Assert.That(await run.OrderedAsync(), Is.EqualTo((await winner).State));
        Assert.That(
            decisions.Where(decision => decision.IsFaulted).Select(decision => ((ControllerException)decision.Exception!.InnerException!).Code),
            Is.All.EqualTo("already_decided"));
    }

    [Test]
    public async Task An_approval_times_out_and_a_retry_asks_again()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        string first = (await run.HoldAsync()).Id!;
        controller.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.That((await run.HoldAsync()).Id, Is.EqualTo(first));
        controller.Time.Advance(TimeSpan.FromSeconds(1));
        LoggedEvent told = await controller.UntilToldAsync(EventKind.ApprovalTimedOut);
        Assert.That((told.Audit, (string?)told.Data!["by"]), Is.EqualTo((true, "time")));
        Assert.That((await run.OrdersAsync()).Approvals, Is.Empty);
        Refused(
            () => controller.Client.DecideAsync(first, approve: true), "timed_out", "timed out at 08:05:00 UTC; if the agent tries again, you are asked again");
        ApprovalAnswer again = await run.HoldAsync();
        Assert.That((again.Verdict, again.Id == first), Is.EqualTo((ApprovalVerdict.Pending, false)));
        await controller.Client.DecideAsync(again.Id!, approve: true);
        Assert.That(await run.OrderedAsync(), Is.EqualTo(ApprovalState.Approved));
    }

    [Test]
    public async Task The_settings_give_the_time_out_and_an_edit_applies_to_the_next_approval()
    {
        await using TestController controller = await TestController.StartAsync("dlp: {approval_timeout: 10s}");
        using TestRun run = await controller.RegisterAsync();
        DateTimeOffset now = controller.Time.GetUtcNow();
        Assert.That((await run.HoldAsync(1)).ExpiresAt, Is.EqualTo(now.AddSeconds(10)));
        controller.WriteSettings("dlp: {approval_timeout: 2h}");
        Assert.That((await run.HoldAsync(2)).ExpiresAt, Is.EqualTo(now.AddHours(2)));
        controller.Time.Advance(TimeSpan.FromSeconds(10));
        await controller.UntilToldAsync(EventKind.ApprovalTimedOut);
        Assert.That((await controller.Client.ApprovalsAsync()).Single().Fingerprint, Is.EqualTo(Asking.Fingerprint(2)));
    }

    [Test]
    public async Task An_approval_that_expired_without_a_controller_times_out_at_the_start()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        string id = (await run.HoldAsync()).Id!;
        await controller.ExecuteAsync("UPDATE approvals SET expires_at = asked_at - 1");
        Assert.That(await run.OrderedAsync(), Is.Null);
        Assert.That(await controller.KindsAsync(), Does.Contain(EventKind.ApprovalTimedOut));
        Refused(() => controller.Client.DecideAsync(id, approve: true), "timed_out", id);
    }

    [Test]
    public async Task The_time_out_of_a_pending_approval_continues_after_a_restart()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await run.HoldAsync();
        await controller.StartAgainAsync();
        for (int minute = 0; minute < 5; minute++)
        {
            Assert.That(await run.OrderedAsync(), Is.EqualTo(ApprovalState.Pending));
            controller.Time.Advance(TimeSpan.FromMinutes(1));
            // The timer checks at least every minute; its queued work precedes this.
            await controller.RegisterAsync();
        }

        await controller.UntilToldAsync(EventKind.ApprovalTimedOut);
    }

    [Test]
    public async Task The_end_of_a_run_ends_its_pending_approvals()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("otter");
        string pending = (await run.HoldAsync(1)).Id!;
        string decided = (await run.HoldAsync(2)).Id!;
        await controller.Client.DecideAsync(decided, approve: false);
        await controller.Client.EndAsync("otter", new RunEnd(0));
        Assert.That(await controller.Client.ApprovalsAsync(), Is.Empty);
        Assert.That(
            (await controller.Client.ApprovalsAsync(all: true)).Select(approval => (approval.State, approval.DecidedBy is not null)),
            Is.EqualTo(new[] { (ApprovalState.Ended, true), (ApprovalState.Rejected, true) }));
        Refused(() => controller.Client.DecideAsync(pending, approve: true), "ended", "ended with its run, otter");
        Refused(() => controller.Client.DecideAsync(decided, approve: true), "already_decided", "was rejected at 08:00:00 UTC by operator");
        Assert.That((await controller.Client.RunAsync("otter")).PendingApprovals, Is.Zero);
        await controller.StartAgainAsync();
        Assert.That(await controller.Client.ApprovalsAsync(), Is.Empty);
    }

    [Test]
    public async Task An_unsupervised_run_is_refused_at_once_even_after_a_restart()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(supervised: false);
        Assert.That((await run.HoldAsync()).Verdict, Is.EqualTo(ApprovalVerdict.Unsupervised));
        await controller.StartAgainAsync();
        ApprovalAnswer answer = await run.HoldAsync();
        Assert.That((answer.Verdict, answer.Message), Is.EqualTo(
            (ApprovalVerdict.Unsupervised, "this run asks no operator: --no-supervise, or supervise: false of its bottle")));
        Assert.That(await controller.Client.ApprovalsAsync(all: true), Is.Empty);
    }

    private static void Refused(Func<Task> act, string code, string message) => Assert.That(
        act, Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo(code).And.Message.Contains(message));
}
