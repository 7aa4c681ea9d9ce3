using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

[Parallelizable(ParallelScope.All)]
public sealed class CutTests
{
    private static readonly BudgetRefusal Spent = new("host", "claude", "tokens", 1000, 1200, 0, null);
    private static readonly EgressCut ByOperator = new(CutCause.Operator, Finish: false, null, DateTimeOffset.UnixEpoch);
    private static readonly EgressCut ByBudget = new(CutCause.Budget, Finish: true, Spent, DateTimeOffset.UnixEpoch);

    private static readonly int Half = ModelCalls.AnthropicSse.IndexOf("event: message_delta", StringComparison.Ordinal);

    [Test]
    public async Task An_operators_cut_ends_a_stream_with_the_providers_own_error()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using Outside outside = await Outside.WithAsync(HalfAnswerAsync, controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await client.ReadHeadAsync();
        Assert.That(await client.ReadChunkAsync(), Is.EqualTo(ModelCalls.AnthropicSse[..Half]));
        controller.Order(new RunOrders(1, ByOperator, []));
        string last = await client.ReadChunkAsync();
        Assert.That(last, Does.StartWith("event: error\ndata: {\"type\":\"error\"").And.EndWith("\n\n"));
        Assert.That(last, Does.Contain("egress of this run is cut"));
        Assert.That(await client.ReadChunkAsync(), Is.Empty);
        Assert.That(await client.EndsCleanlyAsync(), Is.True);
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.End, report.Quality), Is.EqualTo((ExchangeEnd.Cut, UsageQuality.Partial)));
        Assert.That(report.Usage.TotalInput, Is.EqualTo(19));
    }

    [Test]
    public async Task An_operators_cut_before_the_response_is_a_refusal()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource asked = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadMessageAsync();
                asked.SetResult();
                await upstream.EndsCleanlyAsync();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await asked.Task.Within();
        controller.Order(new RunOrders(1, ByOperator, []));
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 402 ").And.Contain("x-bot-bottle-reason: egress_cut"), body);
        Assert.That((await controller.Reports.Reader.ReadAsync().Within()).End, Is.EqualTo(ExchangeEnd.Cut));
    }

    [Test]
    public async Task An_operators_cut_during_an_admission_is_a_refusal()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource<AdmissionAnswer> answer = new();
        controller.Admit = _ => answer.Task;
        await using Outside outside = await Outside.WithAsync(upstream => upstream.EndsCleanlyAsync(), controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await controller.Admissions.Reader.ReadAsync().Within();
        controller.Order(new RunOrders(1, ByOperator, []));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 402 ").And.Contain("egress_cut"));
        answer.SetResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
        // It is unknown here whether the controller had admitted the call; a report of zero usage lets it settle.
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Usage, report.Status, report.End), Is.EqualTo((default(TokenUsage), 0, ExchangeEnd.Cut)));
    }

    [Test]
    public async Task A_budgets_cut_lets_exchanges_in_flight_finish_and_closes_every_host()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource cut = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await HalfAnswerStartAsync(upstream);
                await cut.Task.Within();
                await upstream.SendAsync(Script.Chunk(ModelCalls.AnthropicSse[Half..]) + "0\r\n\r\n");
                await upstream.ReadToEndAsync();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        string head = await client.ReadHeadAsync();
        await client.ReadChunkAsync();
        controller.Order(new RunOrders(1, ByBudget, []));
        await using RawClient other = await outside.Proxy.ConnectAsync();
        await WaitForCutAsync(other);
        cut.SetResult();
        Assert.That(await client.ReadChunksAsync(), Does.EndWith("message_stop\"}\n\n"), head);

        await client.SendAsync(ModelCalls.PostClaude());
        (head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 402 ").And.Contain("budget_exhausted"), body);
        await client.SendAsync($"GET /v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("egress_cut"));
        await using RawClient plain = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await plain.SendAsync($"GET / HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
        Assert.That((await plain.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("egress_cut"));
    }

    [Test]
    public async Task Exchanges_with_a_closed_provider_have_ten_minutes_to_finish()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        ManualTime time = new();
        TaskCompletionSource done = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await HalfAnswerStartAsync(upstream);
                await done.Task.Within();
            },
            controller.Options with { Time = time });
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await client.ReadHeadAsync();
        await client.ReadChunkAsync();
        controller.Order(new RunOrders(1, null, [], Closed: [Spent]));
        await using RawClient other = await outside.Proxy.ConnectAsync();
        await WaitForCutAsync(other);
        foreach ((string request, string head) in ((string, string)[])[
            (ModelCalls.PostClaude(), "HTTP/1.1 402 "), ($"GET /v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\n\r\n", "HTTP/1.1 403 ")])
        {
            await using RawClient next = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
            await next.SendAsync(request);
            Assert.That((await next.ReadMessageAsync()).Head, Does.StartWith(head));
        }

        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.That(outside.Proxy.Load.Exchanges, Is.EqualTo(1));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await controller.Reports.Reader.ReadAsync().Within()).End, Is.EqualTo(ExchangeEnd.Cut));
        done.SetResult();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_operators_cut_ends_the_drain_for_a_client_that_left(bool reset)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource<WirePeer> serving = new();
        TaskCompletionSource<bool> ended = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await HalfAnswerStartAsync(upstream);
                serving.SetResult(upstream);
                ended.SetResult(await upstream.EndsCleanlyAsync());
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await client.ReadHeadAsync();
        await client.ReadChunkAsync();
        if (reset)
        {
            client.Reset();
        }
        else
        {
            await client.DisposeAsync();
        }
        // The proxy notices at a write that the client is gone; from then on it drains.
        WirePeer peer = await serving.Task.Within();
        for (int i = 0; i < 20; i++)
        {
            await peer.SendAsync(Script.Chunk(": ping\n\n"));
        }
        Assert.That(ended.Task.IsCompleted, Is.False);
        controller.Order(new RunOrders(1, ByOperator, []));
        Assert.That(await ended.Task.Within(), Is.False);
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That(report.Quality, Is.EqualTo(UsageQuality.Partial));
        Assert.That(report.End, Is.EqualTo(ExchangeEnd.ClientAborted).Or.EqualTo(ExchangeEnd.Cut), "the first reason counts");
    }

    [Test]
    public async Task Older_orders_do_not_undo_newer_ones()
    {
        await using FakeController controller = new();
        controller.Order(new RunOrders(5, ByOperator, []));
        controller.Order(new RunOrders(4, null, []));
        controller.Order(new RunOrders(6, ByBudget, []));
        await using Outside outside = await Outside.WithAsync(HalfAnswerAsync, controller.Options);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        string body;
        do
        {
            await client.SendAsync("GET http://_egress.local/budget HTTP/1.1\r\nHost: _egress.local\r\n\r\n");
            (_, body) = await client.ReadMessageAsync();
            Assert.That(body, Is.Not.EqualTo("{\"cut\":null,\"spent\":[]}"), "orders 4 are older than 5");
        }
        while (!body.Contains("budget\"", StringComparison.Ordinal));
        Assert.That(body, Does.Contain("\"limit\":1000,\"spent\":1200"));
    }

    // The orders arrive on another connection than the client's; the introspection host shows when they have arrived.
    private static async Task WaitForCutAsync(RawClient client)
    {
        string body;
        do
        {
            await client.SendAsync("GET http://_egress.local/budget HTTP/1.1\r\nHost: _egress.local\r\n\r\n");
            (_, body) = await client.ReadMessageAsync();
        }
        while (body.StartsWith("{\"cut\":null,\"closed\":null", StringComparison.Ordinal));
    }

    private static async Task HalfAnswerAsync(WirePeer upstream)
    {
        await HalfAnswerStartAsync(upstream);
        await upstream.EndsCleanlyAsync();
    }

    private static async Task HalfAnswerStartAsync(WirePeer upstream)
    {
        await upstream.ReadMessageAsync();
        await upstream.SendAsync(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{Script.Chunk(ModelCalls.AnthropicSse[..Half])}");
    }
}
