using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>Without an admission, no provider ever gets a complete model call, for any arrival of the request.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AdmissionTests
{
    private static readonly BudgetRefusal Spent = new("run:blue-fox", "claude", "tokens", 1000, 1200, 0, null);

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_refused_call_never_reaches_its_upstream_completely(bool chunked)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        controller.Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: Spent));
        TaskCompletionSource<string> received = new();
        TaskCompletionSource arrived = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                string seen = await upstream.ReadToAsync("\"max_tokens\"");
                arrived.SetResult();
                try
                {
                    seen += await upstream.ReadToEndAsync();
                }
                catch (IOException)
                {
                    seen += "<reset>";
                }
                received.SetResult(seen);
            },
            controller.Options with { Scans = false });
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        // In two pieces: the first is sent at once, the second completes the request.
        string body = ModelCalls.AnthropicRequest;
        int cut = body.IndexOf(":64", StringComparison.Ordinal);
        string framing = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}";
        await client.SendAsync(
            $"POST /v1/messages HTTP/1.1\r\nHost: {Outside.Claude}\r\n{framing}\r\n\r\n{(chunked ? Script.Chunk(body[..cut]) : body[..cut])}");
        await arrived.Task.Within();
        await client.SendAsync(chunked ? Script.Chunk(body[cut..]) + "0\r\n\r\n" : body[cut..]);

        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 402 ").And.Contain("x-should-retry: false").And.Not.Contain("retry-after"));
        Assert.That(answer, Does.Contain("\"billing_error\"").And.Contain("run:blue-fox").And.Contain("1200 of 1000"));
        string got = await received.Task.Within();
        Assert.That(got, Does.EndWith("<reset>"));
        Assert.That(got, Does.Not.Contain(chunked ? "0\r\n\r\n" : body[^1].ToString() + "<reset>").And.Not.Contain("\"hello\"}]}"));
        Assert.That(controller.ReadSpool().Unfinished, Is.Empty);
    }

    [Test]
    public async Task A_call_without_a_body_waits_for_its_admission_too()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource arrived = new();
        controller.Admit = async _ =>
        {
            await arrived.Task; // otherwise the refusal may precede the upstream's connection
            return new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: Spent);
        };
        TaskCompletionSource<bool> received = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                arrived.SetResult();
                received.SetResult(await upstream.EndsCleanlyAsync());
            },
            controller.Options with { Routes = $"routes: [{{host: {Outside.Claude}, unmetered: true}}]" });
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync($"DELETE /v1/unheard-of HTTP/1.1\r\nHost: {Outside.Claude}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 402 "));
        Assert.That(await received.Task.Within(), Is.False);
    }

    [Test]
    public async Task A_connection_stays_open_after_a_refusal_with_one_admission_request()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        controller.Admit = asked => Task.FromResult(new AdmissionAnswer(
            asked.Model == "claude-x" ? AdmissionVerdict.BudgetExhausted : AdmissionVerdict.Admitted, Refusal: Spent));
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json(ModelCalls.AnthropicJson)), controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 402 "));
        await client.SendAsync(ModelCalls.PostClaude("""{"model":"other","max_tokens":1}"""));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(controller.Admissions.Reader.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task A_call_before_the_first_orders_waits_for_them()
    {
        await using FakeController controller = new();
        await using Outside outside =
            await Outside.WithAsync(Script.Answering(Script.Json(ModelCalls.AnthropicJson)), controller.Options with { Time = new ManualTime() });
        await controller.Drains.Reader.ReadAsync().Within();
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await UntilItWaitsAsync(outside);
        controller.Order(RunOrders.Open);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
    }

    [TestCase("GET /v1/models HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n")]
    [TestCase("POST /v1/messages HTTP/1.1\r\nHost: api.anthropic.com\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task A_proxy_that_takes_over_a_cut_run_does_not_open_it_for_a_moment(string request)
    {
        await using FakeController controller = new();
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), controller.Options with { Time = new ManualTime() });
        await controller.Drains.Reader.ReadAsync().Within();
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(request);
        await UntilItWaitsAsync(outside);
        controller.Order(RunOrders.Open with { Cut = new EgressCut(CutCause.Operator, false, null, DateTimeOffset.UtcNow) });
        Assert.That((await client.ReadMessageAsync()).Head, Does.Contain("x-bot-bottle-reason: egress_cut").IgnoreCase);
    }

    [Test]
    public async Task No_model_call_is_admitted_before_the_first_orders_and_the_drain()
    {
        await using FakeController controller = new();
        ManualTime time = new();
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json(ModelCalls.AnthropicJson)), controller.Options with { Time = time });
        await controller.Drains.Reader.ReadAsync().Within();
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await UntilItWaitsAsync(outside);
        time.Advance(ControlledRun.FirstOrdersLimit);
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 503 ").And.Contain("controller_unreachable"), body);
        controller.Order(RunOrders.Open);
        await FakeController.ReadyAsync(outside.Proxy);
        await client.SendAsync(ModelCalls.PostClaude());
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
    }

    [Test]
    public async Task Without_the_controller_only_model_calls_are_refused()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json(ModelCalls.AnthropicJson)), controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await controller.DownAsync();
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 503 ").And.Contain("x-bot-bottle-reason: controller_unreachable"), body);
        Assert.That(body, Does.Contain("\"type\":\"error\""));
        await client.SendAsync($"GET /v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        controller.Up();
        await FakeController.ReadyAsync(outside.Proxy);
        await client.SendAsync(ModelCalls.PostClaude());
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
    }

    [TestCase("""{"model":"a","model":"b","max_tokens":1}""")]
    [TestCase("""{"model":"a","max_tokens":-1}""")]
    [TestCase("no json")]
    public async Task An_ambiguous_request_is_refused_without_an_admission_request(string body)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json(ModelCalls.AnthropicJson)), controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude(body));
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 400 "));
        Assert.That(answer, Does.Contain("invalid_request_error"));
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False);
    }

    [TestCase(AdmissionVerdict.BudgetExhausted, 402, "budget_exhausted")]
    [TestCase(AdmissionVerdict.RateLimited, 402, "rate_limited")]
    [TestCase(AdmissionVerdict.BudgetHeld, 429, "budget_held")]
    [TestCase(AdmissionVerdict.EgressCut, 402, "egress_cut")]
    [TestCase(AdmissionVerdict.UnmeteredCall, 400, "unmetered_call")]
    [TestCase(AdmissionVerdict.StoreUnavailable, 503, "controller_unreachable")]
    public async Task Every_verdict_has_its_response(AdmissionVerdict verdict, int status, string code)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        controller.Admit = _ => Task.FromResult(new AdmissionAnswer(verdict, Refusal: Spent, Message: "disk full"));
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json(ModelCalls.ResponsesJson)), controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.OpenAi}:443");
        await client.SendAsync(ModelCalls.Post(Outside.OpenAi, "/v1/responses", ModelCalls.OpenAiRequest));
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith($"HTTP/1.1 {status} ").And.Contain($"x-bot-bottle-reason: {code}"), body);
    }

    private static async Task UntilItWaitsAsync(Outside outside)
    {
        while (outside.Proxy.Load.Exchanges == 0)
        {
            await Task.Yield();
        }
    }
}
