using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Reports;

/// <summary>A yes that was given for a time ends in the proxy, by whichever clock says so first.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApprovalTermsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void It_ends_by_the_wall_clock_which_goes_on_while_the_machine_sleeps()
    {
        TwoClocks clocks = new() { Wall = Noon };
        ApprovalTerms terms = Learned(clocks);
        clocks.Wall = Noon.AddMinutes(59);
        Assert.That(terms.IsOver(Order), Is.False);
        clocks.Wall = Noon.AddMinutes(60);
        Assert.That(terms.IsOver(Order), Is.True);
    }

    [Test]
    public void A_clock_that_is_set_back_gives_no_time()
    {
        TwoClocks clocks = new() { Wall = Noon.AddMinutes(10) };
        ApprovalTerms terms = Learned(clocks);
        clocks.Ran = TimeSpan.FromMinutes(40);
        clocks.Wall = Noon;
        Assert.That(terms.IsOver(Order), Is.False);
        clocks.Ran = TimeSpan.FromMinutes(50);
        Assert.That(terms.IsOver(Order), Is.True);
        clocks.Wall = Noon.AddDays(-1);
        clocks.Ran = TimeSpan.FromMinutes(1);
        Assert.That(terms.IsOver(Order), Is.True, "set back to before the decision, also where little time has run");
    }

    [Test]
    public void A_proxy_that_starts_after_the_clock_was_set_back_gives_no_more_than_was_given()
    {
        TwoClocks clocks = new() { Wall = Noon.AddSeconds(-30) };
        ApprovalTerms terms = Learned(clocks);
        clocks.Ran = TimeSpan.FromMinutes(60);
        Assert.That(terms.IsOver(Order), Is.True);
    }

    [Test]
    public void Orders_that_come_again_begin_nothing_anew()
    {
        TwoClocks clocks = new() { Wall = Noon };
        ApprovalTerms terms = Learned(clocks);
        clocks.Ran = TimeSpan.FromMinutes(59);
        terms.Learn(new RunOrders(2, null, [], null, [Order]));
        clocks.Ran = TimeSpan.FromMinutes(60);
        Assert.That(terms.IsOver(Order), Is.True);
        Assert.That(terms.IsOver(Order with { Until = null }), Is.False);
    }

    [Test]
    public async Task It_ends_while_no_controller_is_up()
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

    private static ApprovalTerms Learned(TwoClocks clocks)
    {
        ApprovalTerms terms = new(clocks);
        terms.Learn(new RunOrders(1, null, [], null, [Order]));
        return terms;
    }

    /// <summary>A wall clock that anybody may set, and one that only runs.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        public DateTimeOffset Wall { get; set; }

        public TimeSpan Ran { get; set; }

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Ran.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
