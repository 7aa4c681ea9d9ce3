using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Reports;

/// <summary>A held request waits for the decision in the orders.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApprovalClientTests
{
    private static readonly string Value = new('a', 64);
    private static readonly string Other = new('b', 64);
    private const string Host = "api.example.com:443";
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddMinutes(5);

    [Test]
    public async Task A_request_waits_for_orders_with_its_approval_and_then_for_the_decision([Values] bool approve)
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(Pending("k7q2m", 5)) };
        await using ControlledRun run = new(controller.Address, controller.Spool, TimeProvider.System);
        Task<ApprovalOutcome> outcome = AskAsync(run);
        Assert.That((await controller.Approvals.Reader.ReadAsync().Within()).Context, Is.EqualTo("key=AKIA****MPLE"));
        await OrderAsync(controller, run, 4);
        await OrderAsync(controller, run, 5, Entry("k7q2m", ApprovalState.Pending));
        await OrderAsync(controller, run, 6, Entry("k7q2m", ApprovalState.Pending), Entry("x3npw", ApprovalState.Approved, Other));
        Assert.That((outcome.IsCompleted, run.Decision(Value, Host)), Is.EqualTo((false, (bool?)null)));
        await OrderAsync(controller, run, 7, Entry("k7q2m", approve ? ApprovalState.Approved : ApprovalState.Rejected));
        Assert.That(await outcome.Within(), Is.EqualTo(new ApprovalOutcome(approve ? ApprovalResult.Approved : ApprovalResult.Rejected)));
        Assert.That(run.Decision(Value, Host), Is.EqualTo(approve));
        ValueTask<ApprovalOutcome> again = run.AskApprovalAsync(Held.Request(Value), CancellationToken.None);
        Assert.That((again.IsCompleted, (await again).IsApproved), Is.EqualTo((true, approve)), "a decided value gets an answer at once");
        Assert.That(controller.Approvals.Reader.TryRead(out _), Is.False, "without asking an operator");
    }

    [Test]
    public async Task Another_request_with_the_value_waits_for_the_same_decision_without_asking()
    {
        await using FakeController controller = new();
        await using ControlledRun run = new(controller.Address, controller.Spool, TimeProvider.System);
        await OrderAsync(controller, run, 1, Entry("k7q2m", ApprovalState.Pending));
        Task<ApprovalOutcome>[] outcomes = [AskAsync(run), AskAsync(run), AskAsync(run)];
        await OrderAsync(controller, run, 2, Entry("k7q2m", ApprovalState.Approved));
        Assert.That((await Task.WhenAll(outcomes).Within()).Select(outcome => outcome.IsApproved), Is.All.True);
        Assert.That(controller.Approvals.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task An_approval_that_is_gone_from_the_orders_has_timed_out([Values] bool askedAnew)
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(Pending("k7q2m", 1)) };
        await using ControlledRun run = new(controller.Address, controller.Spool, TimeProvider.System);
        Task<ApprovalOutcome> outcome = AskAsync(run);
        await OrderAsync(controller, run, 1, Entry("k7q2m", ApprovalState.Pending));
        await OrderAsync(controller, run, 2, askedAnew ? [Entry("x3npw", ApprovalState.Pending)] : []);
        Assert.That(await outcome.Within(), Is.EqualTo(new ApprovalOutcome(ApprovalResult.TimedOut)));
        Assert.That((await outcome).Code, Is.EqualTo(RefusalCode.ApprovalTimedOut));
    }

    [TestCase(ApprovalVerdict.TooMany, ApprovalResult.TooMany)]
    [TestCase(ApprovalVerdict.Unsupervised, ApprovalResult.Unsupervised)]
    public async Task A_refusal_of_the_controller_is_returned_at_once_with_its_message(object verdict, object result)
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(new ApprovalAnswer((ApprovalVerdict)verdict, Message: "why")) };
        await using ControlledRun run = new(controller.Address, controller.Spool, TimeProvider.System);
        ApprovalOutcome outcome = await AskAsync(run).Within();
        Assert.That((outcome, outcome.Code), Is.EqualTo((new ApprovalOutcome((ApprovalResult)result, "why"), RefusalCode.DlpMatch)));
    }

    [TestCase(ApprovalVerdict.Approved, true)]
    [TestCase(ApprovalVerdict.Rejected, false)]
    public async Task A_decision_before_the_first_orders_is_returned(object verdict, bool approved)
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(new ApprovalAnswer((ApprovalVerdict)verdict, "k7q2m")) };
        await using ControlledRun run = new(controller.Address, controller.Spool, TimeProvider.System);
        Assert.That((await AskAsync(run).Within()).IsApproved, Is.EqualTo(approved));
    }

    [Test]
    public async Task Without_a_controller_no_operator_is_asked()
    {
        await using FakeController controller = new();
        await using ControlledRun run = new(controller.Address, controller.Spool, TimeProvider.System);
        await controller.DownAsync();
        ApprovalOutcome outcome = await AskAsync(run).Within();
        Assert.That((outcome.Result, outcome.Code), Is.EqualTo((ApprovalResult.ControllerUnreachable, RefusalCode.DlpMatch)));
        Assert.That(outcome.Message, Does.StartWith("no operator could be asked: the controller does not answer at "));

        await using StandaloneRun alone = new(TextWriter.Null);
        ValueTask<ApprovalOutcome> refused = alone.AskApprovalAsync(Held.Request(Value), CancellationToken.None);
        Assert.That((refused.IsCompleted, (await refused).Result, alone.Decision(Value, Host)), Is.EqualTo((true, ApprovalResult.Unsupervised, (bool?)null)));
    }

    [Test]
    public async Task A_decision_during_a_lost_stream_arrives()
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(Pending("k7q2m", 1)) };
        await using ControlledRun run = new(controller.Address, controller.Spool, TimeProvider.System);
        await OrderAsync(controller, run, 1, Entry("k7q2m", ApprovalState.Pending));
        Task<ApprovalOutcome> outcome = AskAsync(run); // joins the pending approval, so that no question is in transit when the controller stops
        await controller.DownAsync();
        controller.Up();
        await OrderAsync(controller, run, 2, Entry("k7q2m", ApprovalState.Approved));
        Assert.That((await outcome.Within()).IsApproved, Is.True);
    }

    [Test]
    public async Task A_cancelled_request_stops_waiting()
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(Pending("k7q2m", 1)) };
        await using ControlledRun run = new(controller.Address, controller.Spool, TimeProvider.System);
        using CancellationTokenSource gone = new();
        Task<ApprovalOutcome> outcome = run.AskApprovalAsync(Held.Request(Value), gone.Token).AsTask();
        await controller.Approvals.Reader.ReadAsync().Within();
        await gone.CancelAsync();
        Assert.That(async () => await outcome.Within(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_controller_that_never_reports_the_decision_does_not_block_for_ever()
    {
        ManualTime time = new();
        await using FakeController controller = new() { Approve = _ => Task.FromResult(Pending("k7q2m", 1, time.GetUtcNow().AddSeconds(300))) };
        await using ControlledRun run = new(controller.Address, controller.Spool, time);
        await OrderAsync(controller, run, 1, Entry("k7q2m", ApprovalState.Pending, until: time.GetUtcNow().AddSeconds(300)));
        Task<ApprovalOutcome> joined = AskAsync(run);
        time.Advance(TimeSpan.FromSeconds(329));
        Assert.That(joined.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await joined.Within()).Result, Is.EqualTo(ApprovalResult.ControllerUnreachable));
    }

    [Test]
    public async Task A_controller_that_does_not_respond_does_not_block_for_ever()
    {
        ManualTime time = new();
        TaskCompletionSource<ApprovalAnswer> never = new();
        await using FakeController controller = new() { Approve = _ => never.Task };
        await using ControlledRun run = new(controller.Address, controller.Spool, time);
        Task<ApprovalOutcome> outcome = AskAsync(run);
        await controller.Approvals.Reader.ReadAsync().Within();
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.That((await outcome.Within()).Message, Does.EndWith("did not respond within 30 s"));
        never.SetCanceled();
    }

    private static Task<ApprovalOutcome> AskAsync(ControlledRun run) => run.AskApprovalAsync(Held.Request(Value), CancellationToken.None).AsTask();

    private static ApprovalAnswer Pending(string id, long version, DateTimeOffset? until = null) => new(ApprovalVerdict.Pending, id, until ?? Later, version);

    private static ApprovalOrder Entry(string id, ApprovalState state, string? fingerprint = null, DateTimeOffset? until = null) =>
        new(id, fingerprint ?? Value, state, until ?? Later, Host);

    private static async Task OrderAsync(FakeController controller, ControlledRun run, long version, params ApprovalOrder[] approvals)
    {
        controller.Order(new RunOrders(version, null, [], null, approvals));
        await run.UntilOrdersAsync(orders => orders.Version >= version);
    }
}
