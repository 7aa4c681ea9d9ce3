using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>The Responses API over a WebSocket: one admission and one ledger row for each <c>response.create</c>.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MeteredSocketTests
{
    private const string Create = """{"type":"response.create","model":"gpt-x","input":"hello","max_output_tokens":50}""";

    private static readonly BudgetRefusal Spent = new("host", "codex", "tokens", 1000, 1200, 0, null);

    [Test]
    public async Task Three_calls_on_one_socket_are_three_rows()
    {
        await using Setup setup = await Setup.StartAsync();
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
    public async Task A_call_that_goes_on_from_another_is_estimated_with_what_that_one_read_and_wrote()
    {
        await using Setup setup = await Setup.StartAsync();
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
    public async Task An_admission_is_asked_for_when_the_controller_has_what_ended_before()
    {
        await using Setup setup = await Setup.StartAsync();
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
    public async Task The_report_is_in_the_spool_before_the_client_has_the_last_event()
    {
        await using Setup setup = await Setup.StartAsync();
        TaskCompletionSource never = new();
        setup.Controller.MayAcknowledge = never.Task;
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        Assert.That(setup.Controller.ReadSpool().Unfinished, Has.Count.EqualTo(1), "admitted, before the upstream had it");
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        await setup.Client.ReadTextAsync();
        SpoolContents spool = setup.Controller.ReadSpool();
        Assert.That((spool.Ended.Count, spool.Unfinished.Count), Is.EqualTo((1, 0)));
        never.SetResult();
    }

    [Test]
    public async Task Lanes_overlap_and_each_event_goes_on_its_own_account()
    {
        await using Setup setup = await Setup.StartAsync();
        Dictionary<string, string> rows = [];
        foreach (string lane in (string[])["a", "b"])
        {
            await setup.Client.SendTextAsync($$"""{"type":"response.create","stream_id":"{{lane}}","model":"gpt-x"}""");
            rows[lane] = (await setup.Controller.Admissions.Reader.ReadAsync().Within()).Exchange;
            await setup.Upstream.ReadTextAsync();
        }
        // The lane stands behind everything else, as a server may write it.
        await setup.Upstream.SendTextAsync(Created("resp_b", "b"));
        await setup.Upstream.SendTextAsync(Created("resp_a", "a"));
        await setup.Upstream.SendTextAsync(Completed("resp_b", 20, 2, "b"));
        await setup.Upstream.SendTextAsync(Completed("resp_a", 10, 1, "a"));
        Assert.That((await setup.ReportAsync()) is { ResponseId: "resp_b", Usage.Output: 2 } b && b.Exchange == rows["b"], Is.True);
        Assert.That((await setup.ReportAsync()) is { ResponseId: "resp_a", Usage.Output: 1 } a && a.Exchange == rows["a"], Is.True);
    }

    [Test]
    public async Task Calls_of_one_lane_are_accounted_in_the_order_in_which_they_were_sent()
    {
        await using Setup setup = await Setup.StartAsync();
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
    public async Task A_refusal_is_an_error_message_in_its_lane_and_the_socket_goes_on()
    {
        await using Setup setup = await Setup.StartAsync();
        setup.Controller.Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: Spent));
        await setup.Client.SendTextAsync("""{"type":"response.create","stream_id":"a","model":"gpt-x"}""");
        JsonNode error = JsonNode.Parse(await setup.Client.ReadTextAsync())!;
        Assert.That(error["type"]!.GetValue<string>(), Is.EqualTo("error"));
        Assert.That(error["status"]!.GetValue<int>(), Is.EqualTo(429));
        Assert.That(error["stream_id"]!.GetValue<string>(), Is.EqualTo("a"));
        Assert.That(error["error"]!["type"]!.GetValue<string>(), Is.EqualTo("usage_limit_reached"));
        Assert.That(error["headers"]!["x-codex-promo-message"]!.GetValue<string>(), Does.Contain("codex, scope host: 1200 of 1000 tokens spent"));
        Assert.That(error["headers"]!["x-bot-bottle-reason"]!.GetValue<string>(), Is.EqualTo("budget_exhausted"));
        Assert.That(error["bot_bottle"]!["limit"]!.GetValue<int>(), Is.EqualTo(1000));

        setup.Controller.Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
        await setup.Client.SendTextAsync(Create);
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(Create), "nothing of the refused one came");
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        Assert.That((await setup.ReportAsync()).Usage.Output, Is.EqualTo(7));
    }

    [TestCase("""{"type":"response.create","model":"a","model":"b"}""", "model")]
    [TestCase("""{"type":"response.create","mod\u0065l":"a"}""", "model")]
    [TestCase("""{"type":"response.create","type":"response.cancel","model":"a"}""", "type")]
    [TestCase("""{"Type":"response.create","type":"response.cancel","model":"a"}""", "type")]
    [TestCase("""{"type":"response.create","stream_id":"a","stream_id":"b","model":"a"}""", "stream_id")]
    [TestCase("""{"type":"response.create","stream_id":7,"model":"a"}""", "stream_id")]
    [TestCase("""{"type":"response.create","response":{"model":"a","background":true}}""", "response")]
    [TestCase("""{"type":"session.update","model":"a"}""", "only response.create")]
    [TestCase("""{"type":"response.inject","response_id":"r","input":[]}""", "only response.create")]
    [TestCase("""{"model":"a"}""", "only response.create")]
    [TestCase("""[1]""", "not a JSON object")]
    [TestCase("hello", "not a JSON object")]
    [TestCase("", "not a JSON object")]
    public async Task What_can_be_read_in_two_ways_or_in_none_is_refused(string message, string says)
    {
        await using Setup setup = await Setup.StartAsync();
        await setup.Client.SendTextAsync(message);
        JsonNode error = JsonNode.Parse(await setup.Client.ReadTextAsync())!;
        Assert.That(error["status"]!.GetValue<int>(), Is.EqualTo(400));
        Assert.That(error["error"]!["message"]!.GetValue<string>(), Does.Contain(says));
        await setup.Client.SendTextAsync("""{"type":"response.cancel","response_id":"resp_1"}""");
        Assert.That(await setup.Upstream.ReadTextAsync(), Does.Contain("response.cancel"), "what came first did not go on");
        Assert.That(setup.Controller.Admissions.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task A_warm_up_is_a_call_and_a_background_one_is_unmetered()
    {
        await using Setup setup = await Setup.StartAsync();
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
    [TestCase("""{"type":"response.incomplete","response":{"id":"r","usage":{"input_tokens":16,"output_tokens":7,"total_tokens":23}}}""", 23, 200, UsageQuality.Exact)]
    public async Task Every_end_is_accounted_once(string end, long tokens, int status, UsageQuality quality)
    {
        await using Setup setup = await Setup.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync(end);
        UsageReport report = await setup.ReportAsync();
        Assert.That((report.Usage.TotalInput + report.Usage.Output, report.Status, report.Quality), Is.EqualTo((tokens, status, quality)));
        await setup.Upstream.SendTextAsync(end);
        await setup.Client.CloseAsync(1000);
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1000"));
        await setup.Upstream.CloseAsync(1000);
        Assert.That(setup.Controller.Reports.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task A_client_that_drops_the_socket_in_mid_stream_has_its_usage_read_to_the_end()
    {
        await using Setup setup = await Setup.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Upstream.SendTextAsync(Created("resp_1"));
        await setup.Client.ReadTextAsync();
        setup.Client.Peer.Reset();
        for (int i = 0; i < 50; i++)
        {
            await setup.Upstream.SendTextAsync("""{"type":"response.output_text.delta","delta":"hi"}""");
        }
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        UsageReport report = await setup.ReportAsync();
        Assert.That((report.Usage.Output, report.Quality), Is.EqualTo((7L, UsageQuality.Exact)));
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1001"));
    }

    [Test]
    public async Task A_drain_has_a_bound()
    {
        await using Setup setup = await Setup.StartAsync();
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
            // The bound: nobody takes more.
        }
        UsageReport report = await reported;
        Assert.That((report.Quality, report.End), Is.EqualTo((UsageQuality.Partial, ExchangeEnd.ClientAborted)));
        Assert.That(report.Usage.Output, Is.GreaterThan(1_000_000), "what was seen of it");
    }

    [Test]
    public async Task A_close_in_mid_stream_is_answered_and_not_given_on_before_the_end()
    {
        await using Setup setup = await Setup.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await setup.Client.CloseAsync(1000);
        Assert.That(await setup.Client.ReadAsync(), Is.EqualTo("close:1000"));
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        Assert.That((await setup.ReportAsync()).Usage.Output, Is.EqualTo(7));
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1001"));
    }

    [Test]
    public async Task An_upstream_that_breaks_off_leaves_a_flagged_row_with_what_was_seen_and_held()
    {
        await using Setup setup = await Setup.StartAsync();
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
    public async Task An_operators_cut_tells_each_call_in_its_lane_and_closes()
    {
        await using Setup setup = await Setup.StartAsync();
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
    public async Task A_cut_that_lets_finish_does_and_then_nothing_goes_out()
    {
        await using Setup setup = await Setup.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        setup.Controller.Order(new RunOrders(1, new EgressCut(CutCause.Budget, Finish: true, Spent, DateTimeOffset.UnixEpoch), []));
        await setup.WaitForOrdersAsync(cut: true);
        await setup.Client.PingAsync("secret");
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
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("ping:open again"), "neither ping nor message of the cut run went on");
    }

    [TestCase(WebSocketSide.Client)]
    [TestCase(WebSocketSide.Server)]
    public async Task A_binary_message_ends_it(WebSocketSide sender)
    {
        await using Setup setup = await Setup.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await (sender == WebSocketSide.Client ? setup.Client : setup.Upstream).SendAsync(WebSocketOpcode.Binary, "x");
        if (sender == WebSocketSide.Client)
        {
            Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1003"));
            await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
            Assert.That((await setup.ReportAsync()).Quality, Is.EqualTo(UsageQuality.Exact), "what was under way is read to its end");
            return;
        }
        Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1011"));
        Assert.That((await setup.ReportAsync()).Quality, Is.EqualTo(UsageQuality.Partial));
    }

    [Test]
    public async Task A_message_too_big_to_be_judged_ends_it()
    {
        await using Setup setup = await Setup.StartAsync();
        await setup.Client.Peer.SendAsync(setup.Client.Frame(WebSocketOpcode.Text, new string(' ', (32 * 1024 * 1024) + 1)));
        Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1009"));
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1001"));
    }

    [Test]
    public async Task A_create_in_fragments_goes_on_whole_and_a_ping_passes_it()
    {
        await using Setup setup = await Setup.StartAsync();
        await setup.Client.SendTextAsync(Create[..20], final: false);
        await setup.Client.PingAsync("p");
        await setup.Client.SendAsync(WebSocketOpcode.Continuation, Create[20..]);
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("ping:p"));
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(Create));
    }

    private static string Created(string id, string? lane = null) =>
        $$"""{"type":"response.created","response":{"id":"{{id}}","status":"in_progress","usage":null}{{Lane(lane)}}}""";

    private static string Completed(string id, long input, long output, string? lane = null) =>
        $$$"""{"type":"response.completed","response":{"id":"{{{id}}}","status":"completed","model":"gpt-x-1","usage":{"input_tokens":{{{input}}},"input_tokens_details":{"cached_tokens":{{{Math.Min(5, input)}}}},"output_tokens":{{{output}}},"output_tokens_details":{"reasoning_tokens":{{{Math.Min(2, output)}}}},"total_tokens":{{{input + output}}}}}{{{Lane(lane)}}}}""";

    private static string Lane(string? lane) => lane is null ? "" : $",\"stream_id\":\"{lane}\"";

    /// <summary>A controller, a proxy, and a WebSocket that is open on both sides.</summary>
    private sealed class Setup(FakeController controller, Outside outside, WebSocketPeer client, WebSocketPeer upstream, TaskCompletionSource done) : IAsyncDisposable
    {
        public FakeController Controller => controller;

        public WebSocketPeer Client => client;

        public WebSocketPeer Upstream => upstream;

        public static async Task<Setup> StartAsync()
        {
            FakeController controller = new();
            controller.Order(RunOrders.Open);
            TaskCompletionSource<WebSocketPeer> accepted = new();
            TaskCompletionSource done = new();
            Outside outside = await Outside.WithAsync(
                async peer =>
                {
                    accepted.SetResult((await WebSocketPeer.AcceptAsync(peer)).Socket);
                    await done.Task;
                },
                controller.Options);
            await FakeController.ReadyAsync(outside.Proxy);
            WebSocketPeer client = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.OpenAi, "/v1/responses");
            return new Setup(controller, outside, client, await accepted.Task.Within(), done);
        }

        public Task<UsageReport> ReportAsync() => controller.Reports.Reader.ReadAsync().Within();

        /// <summary>Waits until the orders that were sent have reached the proxy.</summary>
        public async Task WaitForOrdersAsync(bool cut)
        {
            await using RawClient other = await outside.Proxy.ConnectAsync();
            string body;
            do
            {
                await other.SendAsync("GET http://_egress.local/budget HTTP/1.1\r\nHost: _egress.local\r\n\r\n");
                (_, body) = await other.ReadMessageAsync();
            }
            while (body.StartsWith("{\"cut\":null", StringComparison.Ordinal) == cut);
        }

        public async ValueTask DisposeAsync()
        {
            done.SetResult();
            await client.DisposeAsync();
            await outside.DisposeAsync();
            await controller.DisposeAsync();
        }
    }
}
