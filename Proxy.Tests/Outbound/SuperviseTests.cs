using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A request that waits for an operator, and the decision.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SuperviseTests
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddMinutes(5);

    [TestCase("query")]
    [TestCase("body")]
    public async Task An_approved_value_is_sent_and_the_next_request_needs_no_question(string place)
    {
        await using FakeController controller = Controller();
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await StartAsync(controller, upstream);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        string request = place == "query"
            ? $"GET /?a={Secrets.Known} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n"
            : ModelCalls.Post(Outside.Plain, "/", $"a={Secrets.Known}&b");
        await client.SendAsync(request);
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        Assert.That((asked.Rule, asked.Place, asked.Method, asked.Path, asked.Route),
            Is.EqualTo(("known secret TOKEN", place, request[..4].Trim(), "/", Outside.Plain)));
        Assert.That(asked.ToString(), Does.Contain("***").And.Not.Contain(Secrets.Known));
        Order(controller, 1, asked, ApprovalState.Approved);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(System.Text.Encoding.Latin1.GetString(await upstream.WholeAsync()), Does.Contain(Secrets.Known));
        await client.SendAsync(request);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(controller.Approvals.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task A_rejected_value_stays_refused_in_every_encoding()
    {
        await using FakeController controller = Controller();
        Recorder upstream = new();
        await using Outside outside = await StartAsync(controller, upstream);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(ModelCalls.Post(Outside.Plain, "/", Secrets.Known));
        Order(controller, 1, await controller.Approvals.Reader.ReadAsync().Within(), ApprovalState.Rejected);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("approval_rejected"));
        Recorder.AssertNothingOf(Secrets.Known, (await upstream.EndAsync(outside)).Bytes);
        await using RawClient other = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await other.SendAsync($"GET /?a={Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(Secrets.Known))} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
        Assert.That((await other.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("approval_rejected"));
        Assert.That(controller.Approvals.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task A_secret_within_an_approved_token_does_not_count_as_masked()
    {
        await using FakeController controller = Controller();
        Recorder upstream = new(Script.Json("{}"));
        TestProxyOptions options = controller.Options with
        {
            Routes = $$$"""
                routes:
                  - {host: {{{Outside.Plain}}}, matches: [{paths: [{type: exact, value: /asked}]}]}
                  - {host: {{{Outside.Plain}}}, dlp: {outbound_on_match: redact}}
                """,
            Secrets = [new RouteSecret("TOKEN", Secrets.Known)],
        };
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        string token = $"sk-ant-api03-{Secrets.Known}-Zm9vYmFyQmF6UXV4Q29yZ2VHcmF1bHRHYXJwbHlXYWxkb0ZyZWRQbHVnaA1";
        await client.SendAsync(ModelCalls.Post(Outside.Plain, "/asked", token));
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        Assert.That(asked.Rule, Does.Contain("Anthropic"));
        controller.Order(new RunOrders(1, null, [], null, [new ApprovalOrder("a1", asked.Fingerprint, ApprovalState.Approved, Later, asked.Host)]));
        Assert.That((await controller.Approvals.Reader.ReadAsync().Within()).Rule, Is.EqualTo("known secret TOKEN"));
        controller.Order(new RunOrders(2, null, [], null, [new ApprovalOrder("a1", asked.Fingerprint, ApprovalState.Approved, Later, asked.Host)]));
        Assert.That((await client.ReadMessageAsync()).Head, Does.Contain("approval_timed_out"));

        await using RawClient other = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await other.SendAsync(ModelCalls.Post(Outside.Plain, "/masked", token));
        Assert.That((await other.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("dlp_match"));
        Recorder.AssertNothingOf(Secrets.Known, (await upstream.EndAsync(outside)).Bytes);
    }

    [Test]
    public async Task A_request_is_refused_if_no_operator_decides_in_time()
    {
        await using FakeController controller = Controller();
        await using Outside outside = await StartAsync(controller, new Recorder());
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync($"GET /{Secrets.Known} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        Assert.That((asked.Path, asked.Place), Is.EqualTo(("/[redacted: known secret TOKEN]", "path")));
        controller.Order(new RunOrders(1, null, []));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("approval_timed_out"));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [Test]
    public async Task An_unsupervised_request_is_refused_at_once()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), Secrets.On("supervise"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync($"GET /?a={Secrets.Known} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("dlp_match"));
        Assert.That(body, Does.Contain("asks no operator").And.Not.Contain(Secrets.Known));
    }

    [Test]
    public async Task A_partly_sent_body_waits_and_a_cut_ends_the_wait()
    {
        await using FakeController controller = Controller();
        Recorder upstream = new();
        await using Outside outside = await StartAsync(controller, upstream);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(Secrets.Chunked() + Script.Chunk(new string('a', 70_000) + Secrets.Known + new string('b', 3000)));
        Cut(controller, await controller.Approvals.Reader.ReadAsync().Within());
        Assert.That((await client.ReadMessageAsync()).Head, Does.Contain("egress_cut"));
        (byte[] seen, bool wasReset) = await upstream.EndAsync(outside);
        Recorder.AssertNothingOf(Secrets.Known, seen);
        Assert.That(wasReset, Is.True);
    }

    [Test]
    public async Task A_cut_while_a_head_is_held_is_refused_in_the_shape_of_the_provider()
    {
        await using FakeController controller = Controller();
        await using Outside outside = await Outside.WithAsync(new Recorder().ServeAsync, controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.Post(Outside.Claude, "/v1/messages", ModelCalls.AnthropicRequest, "X-A: host-codex-key\r\n"));
        Cut(controller, await controller.Approvals.Reader.ReadAsync().Within());
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 402 ").And.Contain("egress_cut"));
        Assert.That(body, Does.Contain("\"type\":\"error\""));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [Test]
    public async Task A_question_contains_no_secret_from_any_place()
    {
        await using FakeController controller = Controller();
        string host = Secrets.Known + ".wild.example";
        TestProxyOptions options = controller.Options with
        {
            Routes = "routes: [{host: '*.wild.example'}]", Names = [host], Secrets = [new RouteSecret("TOKEN", Secrets.Known)],
        };
        await using Outside outside = await Outside.WithAsync(new Recorder().ServeAsync, options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync($"GET /{Secrets.Token} HTTP/1.1\r\nHost: {host}\r\nX-{Secrets.Token}: 1\r\n\r\n");
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        Assert.That(asked.ToString(), Does.Not.Contain(Secrets.Known).And.Not.Contain(Secrets.Token));
        controller.Order(new RunOrders(1, null, []));
        await client.ReadMessageAsync();
    }

    private static FakeController Controller()
    {
        FakeController controller = new() { Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Pending, "a1", Later, 1)) };
        controller.Order(RunOrders.Open);
        return controller;
    }

    private static async Task<Outside> StartAsync(FakeController controller, Recorder upstream)
    {
        TestProxyOptions on = Secrets.On("supervise");
        Outside outside = await Outside.WithAsync(upstream.ServeAsync, controller.Options with { Routes = on.Routes, Secrets = on.Secrets });
        await FakeController.ReadyAsync(outside.Proxy);
        return outside;
    }

    private static void Order(FakeController controller, long version, ApprovalRequest asked, ApprovalState state) =>
        controller.Order(new RunOrders(version, null, [], null, [new ApprovalOrder("a1", asked.Fingerprint, state, Later, asked.Host)]));

    // As the controller sends it, together with the pending approval; without that, the request would have timed out at the same moment.
    private static void Cut(FakeController controller, ApprovalRequest asked) => controller.Order(new RunOrders(
        1, new EgressCut(CutCause.Operator, Finish: false, null, DateTimeOffset.UnixEpoch), [], null,
        [new ApprovalOrder("a1", asked.Fingerprint, ApprovalState.Pending, Later, asked.Host)]));
}
