using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Usage;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Support;
using static BotBottle.Proxy.Tests.WebSockets.MeteredSocket;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>A metered WebSocket that ends before its calls: no call is free, and none is charged twice.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MeteredSocketEndTests
{
    private static readonly BudgetRefusal Spent = new("host", "codex", "tokens", 1000, 1200, 0, null);

    [Test]
    public async Task The_usage_of_a_client_that_leaves_in_mid_stream_is_read_to_the_end()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync(Created("resp_1"));
        await setup.Client.ReadTextAsync();
        setup.Client.Peer.Reset();
        for (int i = 0; i < 50; i++)
        {
            await setup.Upstream.SendTextAsync("""{"type":"response.output_text.delta","delta":"hi"}""");
        }
        await setup.Upstream.PingAsync("are you there");
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("pong:are you there"), "a drained upstream must not take the proxy for dead");
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        UsageReport report = await setup.ReportAsync();
        Assert.That((report.Usage.Output, report.Quality), Is.EqualTo((7L, UsageQuality.Exact)));
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1001"));
    }

    [Test]
    public async Task A_drain_is_limited()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        setup.Client.Peer.Reset();
        string megabyte = setup.Upstream.Frame(WebSocketOpcode.Text, $$"""{"type":"response.output_text.delta","delta":"{{new string('x', 1024 * 1024)}}"}""");
        Task<UsageReport> reported = setup.ReportAsync();
        try
        {
            for (int i = 0; i < 66; i++)
            {
                await setup.Upstream.Peer.SendAsync(megabyte);
            }
        }
        catch (IOException)
        {
            // The limit; the proxy reads no more.
        }
        UsageReport report = await reported;
        Assert.That((report.Quality, report.End), Is.EqualTo((UsageQuality.Partial, ExchangeEnd.ClientAborted)));
        Assert.That(report.Usage.Output, Is.GreaterThan(1_000_000), "the usage that was read");
    }

    [Test]
    public async Task A_close_in_mid_stream_is_answered_and_forwarded_at_the_end()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Client.CloseAsync(1000);
        Assert.That(await setup.Client.ReadAsync(), Is.EqualTo("close:1000"));
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        Assert.That((await setup.ReportAsync()).Usage.Output, Is.EqualTo(7));
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1001"));
    }

    [Test]
    public async Task An_upstream_that_breaks_off_leaves_a_flagged_row_from_usage_and_hold()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        setup.Controller.Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted, Hold: 500, OutputHold: 400));
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync("""{"type":"response.output_text.delta","delta":"hi"}""");
        await setup.Client.ReadTextAsync();
        setup.Upstream.Peer.Reset();
        UsageReport report = await setup.ReportAsync();
        Assert.That((report.Usage.Output, report.Quality, report.End), Is.EqualTo((400L, UsageQuality.Partial, ExchangeEnd.UpstreamAborted)));
        Assert.That(report.Usage.Input, Is.GreaterThan(0));
        Assert.That(await setup.Client.Peer.EndsCleanlyAsync(), Is.False);
    }

    [Test]
    public async Task An_operators_cut_sends_an_error_in_each_lane_and_closes()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        foreach (string lane in (string[])["a", "b"])
        {
            await setup.Client.SendTextAsync($$"""{"type":"response.create","stream_id":"{{lane}}","model":"gpt-x"}""");
            await setup.Upstream.ReadTextAsync();
        }
        setup.Controller.Order(new RunOrders(1, new EgressCut(CutCause.Operator, Finish: false, null, DateTimeOffset.UnixEpoch), []));
        string first = await setup.Client.ReadTextAsync();
        Assert.That(first, Does.Contain("\"stream_id\":\"a\"").And.Contain("egress_cut").And.Contain("\"status\":429"));
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("\"stream_id\":\"b\""));
        Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1008"));
        for (int i = 0; i < 2; i++)
        {
            UsageReport report = await setup.ReportAsync();
            Assert.That((report.End, report.Quality), Is.EqualTo((ExchangeEnd.Cut, UsageQuality.Partial)));
        }
    }

    [Test]
    public async Task An_operators_cut_during_an_admission_is_refused_as_a_cut()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        TaskCompletionSource<AdmissionAnswer> never = new();
        setup.Controller.Admit = _ => never.Task;
        await setup.Client.SendTextAsync(Create);
        await setup.Controller.Admissions.Reader.ReadAsync().Within();
        setup.Controller.Order(new RunOrders(1, new EgressCut(CutCause.Operator, Finish: false, null, DateTimeOffset.UnixEpoch), []));
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("egress_cut").And.Contain("\"status\":429"));
        Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1008"));
        never.SetResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
    }

    [Test]
    public async Task An_operators_cut_ends_a_drain()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        setup.Client.Peer.Reset();
        await setup.Upstream.PingAsync("drained");
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("pong:drained"));
        setup.Controller.Order(new RunOrders(1, new EgressCut(CutCause.Operator, Finish: false, null, DateTimeOffset.UnixEpoch), []));
        Assert.That(await setup.Upstream.Peer.EndsCleanlyAsync(), Is.False);
        UsageReport report = await setup.ReportAsync();
        // Pings are answered whether or not the reset was noticed; either reason may be the first and then counts.
        Assert.That(report.End, Is.EqualTo(ExchangeEnd.ClientAborted).Or.EqualTo(ExchangeEnd.Cut));
        Assert.That(report.Quality, Is.EqualTo(UsageQuality.Partial));
    }

    [Test]
    public async Task A_call_with_an_incompletely_sent_message_costs_nothing()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        // More than the kernel's buffers on both sides, so that an upstream that reads nothing cannot have received it.
        Task sending = setup.Client.SendTextAsync($$"""{"type":"response.create","model":"gpt-x","input":"{{new string('x', 24 * 1024 * 1024)}}"}""");
        await setup.Controller.Admissions.Reader.ReadAsync().Within();
        await sending;
        setup.Upstream.Peer.Reset();
        UsageReport report = await setup.ReportAsync();
        Assert.That((report.Usage, report.End), Is.EqualTo((default(TokenUsage), ExchangeEnd.UpstreamAborted)));
        Assert.That(await setup.Client.Peer.EndsCleanlyAsync(), Is.False);
    }

    [Test]
    public async Task A_ping_is_answered_during_a_wait_for_an_admission()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        TaskCompletionSource<AdmissionAnswer> admission = new();
        setup.Controller.Admit = _ => admission.Task;
        await setup.Client.SendTextAsync(Create);
        await setup.Controller.Admissions.Reader.ReadAsync().Within();
        await setup.Upstream.PingAsync("alive?");
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("pong:alive?"), "an admission may take longer than an upstream waits for a pong");
        admission.SetResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(Create));
    }

    [Test]
    public async Task A_call_admitted_after_the_upstream_closed_is_not_sent_and_costs_nothing()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        TaskCompletionSource<AdmissionAnswer> admission = new();
        setup.Controller.Admit = _ => admission.Task;
        await setup.Client.SendTextAsync(Create);
        await setup.Controller.Admissions.Reader.ReadAsync().Within();
        await setup.Upstream.CloseAsync(1001);
        Assert.That(await setup.Client.ReadAsync(), Is.EqualTo("close:1001"));
        admission.SetResult(new AdmissionAnswer(AdmissionVerdict.Admitted, Hold: 500, OutputHold: 400));
        await setup.Client.CloseAsync(1001);
        string sent = await setup.Upstream.ReadAsync();
        UsageReport report = await setup.ReportAsync();
        Assert.That(sent, Does.StartWith("close:"), "a message after the upstream's close");
        Assert.That(report.Usage.Total, Is.Zero);
    }

    [Test]
    public async Task A_cut_that_lets_calls_finish_forwards_nothing_afterwards([Values] bool providerOnly)
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        setup.Controller.Order(providerOnly
            ? new RunOrders(1, null, [], Closed: [Spent])
            : new RunOrders(1, new EgressCut(CutCause.Budget, Finish: true, Spent, DateTimeOffset.UnixEpoch), []));
        await setup.WaitForOrdersAsync(cut: true);
        await setup.Client.PingAsync("secret");
        Assert.That(await setup.Client.ReadAsync(), Is.EqualTo("pong:secret"));
        await setup.Upstream.PingAsync("alive?");
        Assert.That(await setup.Client.ReadAsync(), Is.EqualTo("ping:alive?"));
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("pong:alive?"), "calls in progress continue");
        await setup.Client.SendAsync(WebSocketOpcode.Pong, "secret");
        await setup.Client.SendTextAsync("""{"type":"response.cancel","secret":1}""");
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("budget_exhausted").And.Contain("\"status\":429"));
        await setup.Client.SendTextAsync(Create);
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("budget_exhausted"));
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("response.completed"));
        Assert.That((await setup.ReportAsync()).Quality, Is.EqualTo(UsageQuality.Exact));
        setup.Controller.Order(new RunOrders(2, null, []));
        await setup.WaitForOrdersAsync(cut: false);
        await setup.Client.PingAsync("open again");
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("ping:"), "no ping or message of the cut run was forwarded");
    }
}
