using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Reports;

/// <summary>A temporary approval expires in the proxy by the first of its two clocks.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApprovalTermsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void An_approval_expires_by_the_wall_clock_while_the_machine_sleeps()
    {
        ManualTime time = new() { Start = Noon };
        ApprovalTerms terms = Learned(time);
        time.Set(Noon.AddMinutes(59));
        Assert.That(terms.IsOver(Order), Is.False);
        time.Set(Noon.AddMinutes(60));
        Assert.That(terms.IsOver(Order), Is.True);
    }

    [Test]
    public void A_clock_set_back_does_not_extend_an_approval()
    {
        ManualTime time = new() { Start = Noon.AddMinutes(10) };
        ApprovalTerms terms = Learned(time);
        time.Advance(TimeSpan.FromMinutes(40));
        time.Set(Noon);
        Assert.That(terms.IsOver(Order), Is.False);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(terms.IsOver(Order), Is.True);
    }

    [Test]
    public void A_clock_that_is_set_back_to_before_the_decision_ends_it_at_once()
    {
        ManualTime time = new() { Start = Noon.AddMinutes(10) };
        ApprovalTerms terms = Learned(time);
        time.Set(Noon.AddDays(-1));
        Assert.That(terms.IsOver(Order), Is.True);
    }

    [Test]
    public void A_proxy_started_after_the_clock_was_set_back_does_not_extend_an_approval()
    {
        ManualTime time = new() { Start = Noon.AddSeconds(-30) };
        ApprovalTerms terms = Learned(time);
        time.Advance(TimeSpan.FromMinutes(60));
        Assert.That(terms.IsOver(Order), Is.True);
    }

    [Test]
    public void Repeated_orders_do_not_restart_the_time()
    {
        ManualTime time = new() { Start = Noon };
        ApprovalTerms terms = Learned(time);
        time.Advance(TimeSpan.FromMinutes(59));
        time.Set(Noon);
        terms.Learn(new RunOrders(2, null, [], null, [Order]));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(terms.IsOver(Order), Is.True);
        Assert.That(terms.IsOver(Order with { Until = null }), Is.False);
    }

    [Test]
    public async Task An_approval_expires_without_a_controller()
    {
        ManualTime time = new();
        await using FakeController controller = new();
        await using ControlledRun run = new(controller.Address, controller.Spool, time);
        DateTimeOffset now = time.GetUtcNow();
        controller.Order(new RunOrders(1, null, [], null, [Order with { DecidedAt = now, Until = now.AddMinutes(5) }]));
        await run.UntilOrdersAsync(orders => orders.Version == 1);
        Assert.That(run.Decision(Order.Fingerprint, Order.Host), Is.True);
        await controller.DownAsync();
        time.Advance(TimeSpan.FromSeconds(299));
        Assert.That(run.Decision(Order.Fingerprint, Order.Host), Is.True);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(run.Decision(Order.Fingerprint, Order.Host), Is.Null);
        ApprovalOutcome outcome = await run.AskApprovalAsync(Held.Request(Order.Fingerprint), CancellationToken.None);
        Assert.That(outcome.IsApproved, Is.False);
    }

    private static ApprovalOrder Order { get; } = new(
        "k7q2m", new string('a', 64), ApprovalState.Approved, Noon, "api.example.com:443", DecidedAt: Noon, Until: Noon.AddHours(1));

    private static ApprovalTerms Learned(ManualTime time)
    {
        ApprovalTerms terms = new(time);
        terms.Learn(new RunOrders(1, null, [], null, [Order]));
        return terms;
    }
}
