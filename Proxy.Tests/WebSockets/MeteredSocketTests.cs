using System.Collections.Concurrent;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Support;
using static BotBottle.Proxy.Tests.WebSockets.MeteredSocket;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>The Responses API over a WebSocket: one admission and one ledger row for each <c>response.create</c>.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MeteredSocketTests
{
    [Test]
    public async Task Three_calls_on_one_socket_have_three_rows()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            await setup.Client.SendTextAsync(Create);
            AdmissionRequest asked = await setup.Controller.Admissions.Reader.ReadAsync().Within();
            Assert.That((asked.Provider, asked.Model, asked.MaxOutput, asked.Unmetered), Is.EqualTo(("codex", "gpt-x", 50L, false)));
            Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(Create));
            await setup.Upstream.SendTextAsync(Created($"resp_{i}"));
            await setup.Upstream.SendTextAsync("""{"type":"response.output_text.delta","delta":"hi"}""");
            await setup.Upstream.SendTextAsync(Completed($"resp_{i}", 16 + i, 7));
            Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("response.created"));
            Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("delta"));
            Assert.That(await setup.Client.ReadTextAsync(), Is.EqualTo(Completed($"resp_{i}", 16 + i, 7)));
            UsageReport report = await setup.ReportAsync();
            Assert.That(report.Exchange, Is.EqualTo(asked.Exchange));
            Assert.That((report.Usage, report.Quality, report.End), Is.EqualTo((new TokenUsage(11 + i, 5, 0, 7, 2), UsageQuality.Exact, ExchangeEnd.Complete)));
            Assert.That((report.ResponseId, report.Status, report.Model), Is.EqualTo(($"resp_{i}", 200, "gpt-x-1")));
        }
    }

    [Test]
    public async Task A_call_that_continues_another_is_estimated_with_its_input_and_output()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        long alone = (await setup.Controller.Admissions.Reader.ReadAsync().Within()).InputEstimate;
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync(Completed("resp_1", 60_000, 700));
        await setup.Client.ReadTextAsync();
        await setup.Client.SendTextAsync("""{"type":"response.create","model":"gpt-x","previous_response_id":"resp_1"}""");
        Assert.That((await setup.Controller.Admissions.Reader.ReadAsync().Within()).InputEstimate, Is.InRange(60_700 + 1, 60_700 + (2 * alone)));
        await setup.Upstream.ReadTextAsync();
        setup.Upstream.Peer.Reset();
        await setup.ReportAsync();
        UsageReport cut = await setup.ReportAsync();
        Assert.That((cut.Usage.Input > 60_700, cut.Quality), Is.EqualTo((true, UsageQuality.Partial)));
    }

    [Test]
    public async Task An_admission_is_requested_after_earlier_ends_are_reported()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        ConcurrentQueue<string> order = new();
        setup.Controller.ReportStatus = _ =>
        {
            order.Enqueue("report");
            return 200;
        };
        setup.Controller.Admit = _ =>
        {
            order.Enqueue("admit");
            return Task.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
        };
        for (int i = 0; i < 20; i++)
        {
            await setup.Client.SendTextAsync(Create);
            await setup.Upstream.ReadTextAsync();
            await setup.Upstream.SendTextAsync(Completed($"resp_{i}", 16, 7));
            await setup.Client.ReadTextAsync();
        }
        for (int i = 0; i < 20; i++)
        {
            await setup.ReportAsync();
        }
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 20).SelectMany(_ => (string[])["admit", "report"])));
    }

    [Test]
    public async Task The_report_is_in_the_spool_before_the_client_gets_the_last_event()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        TaskCompletionSource never = new();
        setup.Controller.MayAcknowledge = never.Task;
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        Assert.That(setup.Controller.ReadSpool().Unfinished, Has.Count.EqualTo(1), "admitted before the upstream received it");
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        await setup.Client.ReadTextAsync();
        SpoolContents spool = setup.Controller.ReadSpool();
        Assert.That((spool.Ended.Count, spool.Unfinished.Count), Is.EqualTo((1, 0)));
        never.SetResult();
    }

    [Test]
    public async Task Lanes_overlap_and_each_event_counts_for_its_own_call()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        Dictionary<string, string> rows = [];
        foreach (string lane in (string[])["a", "b"])
        {
            await setup.Client.SendTextAsync($$"""{"type":"response.create","stream_id":"{{lane}}","model":"gpt-x"}""");
            rows[lane] = (await setup.Controller.Admissions.Reader.ReadAsync().Within()).Exchange;
            await setup.Upstream.ReadTextAsync();
        }
        // The lane is the last member, as a server may write it.
        await setup.Upstream.SendTextAsync(Created("resp_b", "b"));
        await setup.Upstream.SendTextAsync(Created("resp_a", "a"));
        await setup.Upstream.SendTextAsync(Completed("resp_b", 20, 2, "b"));
        await setup.Upstream.SendTextAsync(Completed("resp_a", 10, 1, "a"));
        Assert.That((await setup.ReportAsync()) is { ResponseId: "resp_b", Usage.Output: 2 } b && b.Exchange == rows["b"], Is.True);
        Assert.That((await setup.ReportAsync()) is { ResponseId: "resp_a", Usage.Output: 1 } a && a.Exchange == rows["a"], Is.True);
    }

    [Test]
    public async Task Calls_of_one_lane_are_accounted_for_in_sending_order()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        List<string> rows = [];
        for (int i = 0; i < 2; i++)
        {
            await setup.Client.SendTextAsync(Create);
            rows.Add((await setup.Controller.Admissions.Reader.ReadAsync().Within()).Exchange);
            await setup.Upstream.ReadTextAsync();
        }
        await setup.Upstream.SendTextAsync(Created("resp_1"));
        await setup.Upstream.SendTextAsync(Completed("resp_1", 10, 1));
        await setup.Upstream.SendTextAsync(Completed("resp_2", 20, 2));
        UsageReport first = await setup.ReportAsync();
        UsageReport second = await setup.ReportAsync();
        Assert.That((first.Exchange, first.Usage.Output, second.Exchange, second.Usage.Output), Is.EqualTo((rows[0], 1L, rows[1], 2L)));
    }

    [Test]
    public async Task A_warm_up_is_a_call_and_a_background_call_is_unmetered()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync("""{"type":"response.create","model":"gpt-x","generate":false}""");
        Assert.That((await setup.Controller.Admissions.Reader.ReadAsync().Within()).Unmetered, Is.False);
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync(Completed("resp_0", 0, 0));
        UsageReport report = await setup.ReportAsync();
        Assert.That((report.Usage, report.Quality), Is.EqualTo((default(TokenUsage), UsageQuality.Exact)));

        setup.Controller.Admit = asked => Task.FromResult(new AdmissionAnswer(asked.Unmetered ? AdmissionVerdict.UnmeteredCall : AdmissionVerdict.Admitted));
        await setup.Client.SendTextAsync("""{"type":"response.create","model":"gpt-x","background":true}""");
        await setup.Client.ReadTextAsync();
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("unmetered_call"));
    }

    [TestCase("""{"type":"error","status":429,"error":{"code":"rate_limit_exceeded"}}""", 0, 429, UsageQuality.Exact)]
    [TestCase("""{"type":"error","error":{"code":"invalid_prompt"}}""", 0, 200, UsageQuality.Exact)]
    [TestCase("""{"type":"response.failed","response":{"id":"r","error":{"code":"server_error"},"usage":null}}""", 0, 200, UsageQuality.Exact)]
    [TestCase("""{"type":"response.incomplete","response":{"id":"r","usage":{"input_tokens":16,"output_tokens":7,"total_tokens":23}}}""", 23, 200,
        UsageQuality.Exact)]
    public async Task Every_end_is_accounted_for_once(string end, long tokens, int status, UsageQuality quality)
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync(end);
        UsageReport report = await setup.ReportAsync();
        Assert.That((report.Usage.TotalInput + report.Usage.Output, report.Status, report.Quality), Is.EqualTo((tokens, status, quality)));
        await setup.Upstream.SendTextAsync(end);
        // The client has both before it closes; an undeliverable message would close the upstream's side as gone away.
        Assert.That((await setup.Client.ReadTextAsync(), await setup.Client.ReadTextAsync()), Is.EqualTo((end, end)));
        await setup.Client.CloseAsync(1000);
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1000"));
        await setup.Upstream.CloseAsync(1000);
        Assert.That(setup.Controller.Reports.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task An_error_for_another_message_ends_no_call()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Client.SendTextAsync("""{"type":"response.cancel","response_id":"nobody's"}""");
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync("""{"type":"error","status":400,"error":{"code":"not_found"}}""");
        await setup.Upstream.SendTextAsync(Created("resp_1"));
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        UsageReport report = await setup.ReportAsync();
        Assert.That((report.Usage.TotalInput, report.Usage.Output, report.Quality), Is.EqualTo((16L, 7L, UsageQuality.Exact)));
    }

    [Test]
    public async Task A_response_that_ends_after_its_call_was_settled_is_charged()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync("""{"type":"error","status":500,"error":{"code":"odd"}}""");
        UsageReport error = await setup.ReportAsync();
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        UsageReport report = await setup.ReportAsync();
        Assert.That((error.Usage.Output, report.Usage.TotalInput, report.Usage.Output), Is.EqualTo((0L, 16L, 7L)));
        Assert.That(report.Exchange, Is.Not.EqualTo(error.Exchange));
    }

    [Test]
    public async Task A_fragmented_create_is_forwarded_as_a_whole_and_a_ping_overtakes_it()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create[..20], final: false);
        await setup.Client.PingAsync("p");
        await setup.Client.SendAsync(WebSocketOpcode.Continuation, Create[20..]);
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("ping:"), "a sign of life without the agent's text");
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(Create));
    }

    [Test]
    public async Task An_event_without_a_lane_belongs_to_the_only_call()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync("""{"type":"response.create","stream_id":"a","model":"gpt-x"}""");
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        Assert.That((await setup.ReportAsync()).Usage.Output, Is.EqualTo(7));
    }

    [Test]
    public async Task A_lane_that_continues_without_an_end_leaves_a_flagged_and_an_exact_row()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            await setup.Client.SendTextAsync(Create);
            await setup.Upstream.ReadTextAsync();
        }
        await setup.Upstream.SendTextAsync(Created("resp_1"));
        await setup.Upstream.SendTextAsync(Created("resp_2"));
        UsageReport first = await setup.ReportAsync();
        Assert.That((first.ResponseId, first.Quality, first.End), Is.EqualTo(("resp_1", UsageQuality.Partial, ExchangeEnd.UpstreamAborted)));
        await setup.Upstream.SendTextAsync(Completed("resp_2", 16, 7));
        UsageReport second = await setup.ReportAsync();
        Assert.That((second.ResponseId, second.Quality, second.Usage.Output), Is.EqualTo(("resp_2", UsageQuality.Exact, 7L)));
    }

    [Test]
    public async Task An_end_without_a_call_is_reported_to_the_operator()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        await setup.Client.ReadTextAsync();
        EgressEvent told;
        do
        {
            told = await setup.Controller.Events.Reader.ReadAsync().Within();
        }
        while (told.Kind != EventKind.UsageEstimated);
        Assert.That(told.Detail, Does.Contain("no admitted call"));
    }
}
