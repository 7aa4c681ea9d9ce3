using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>If a gate requires it, the provider counts a call's input before the admission is requested.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CountTests
{
    private static readonly RunOrders Counting = new(0, null, [], Counted: ["claude", "codex"]);

    [TestCase(false, 0)]
    [TestCase(true, 0)]
    [TestCase(false, 600_000)]
    public async Task The_count_of_the_provider_is_used(bool chunked, int padding)
    {
        TaskCompletionSource<(string Head, string Body)> asked = new();
        await using FakeController controller = new();
        await using Outside outside = await StartAsync(controller, Counting, asked, """{"input_tokens":4321}""");
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string body =
            $$"""{"model":"claude-x","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hello {{string.Concat(Enumerable.Repeat("a b ", padding / 4))}}"}]}""";
        await client.SendAsync(chunked
            ? $"POST /v1/messages?beta=true HTTP/1.1\r\nHost: {Outside.Claude}\r\nanthropic-beta: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + $"{Script.Chunk(body[..30])}{Script.Chunk(body[30..])}0\r\n\r\n"
            : ModelCalls.Post(Outside.Claude, "/v1/messages?beta=true", body, "anthropic-beta: x\r\n"));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        AdmissionRequest request = await controller.Admissions.Reader.ReadAsync().Within();
        Assert.That((request.InputEstimate, request.IsCounted, request.MaxOutput), Is.EqualTo((4321L, true, 64L)));
        (string head, string counted) = await asked.Task.Within();
        Assert.That(head, Does.StartWith("POST /v1/messages/count_tokens?beta=true HTTP/1.1").And.Contain("host-claude-key").And.Contain("anthropic-beta: x"));
        Assert.That(counted, Does.StartWith("{\"model\":\"claude-x\",\"messages\":[").And.EndWith("}]}").And.Contain("hello").And.Not.Contain(
            "max_tokens").And.Not.Contain("stream"));
    }

    [TestCase("""{"input_tokens":-1}""")]
    [TestCase("[]")]
    [TestCase("no")]
    [TestCase("")]
    public async Task If_the_count_fails_the_estimate_is_used_and_an_event_says_so(string answer)
    {
        await using FakeController controller = new();
        await using Outside outside = await StartAsync(controller, Counting, new(), answer);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        for (int call = 0; call < 2; call++)
        {
            await client.SendAsync(ModelCalls.PostClaude());
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
            AdmissionRequest request = await controller.Admissions.Reader.ReadAsync().Within();
            Assert.That((request.IsCounted, request.InputEstimate), Is.EqualTo((false, request.InputEstimate)));
        }
        EgressEvent told = await controller.Events.Reader.ReadAsync().Within();
        while (told.Kind != EventKind.UsageEstimated)
        {
            told = await controller.Events.Reader.ReadAsync().Within();
        }
        Assert.That(told.Detail, Does.Contain("did not count the input"));
    }

    [TestCase("/v1/messages", """{"model":"m","max_tokens":1,"messages":[{"content":[{"source":{"type":"url","url":"https://x/y.pdf"}}]}]}""", true, false,
        TestName = "A document given by URL is counted")]
    [TestCase("/v1/messages?fails", """{"model":"m","max_tokens":1,"messages":[{"content":[{"source":{"type":"url","url":"https://x/y.pdf"}}]}]}""", false,
        true, TestName = "A document given by URL is flagged if the count fails")]
    [TestCase("/v1/messages", """{"model":"m","max_tokens":1,"messages":[],"context_management":{"edits":[{"type":"compact_20260112"}]}}""", false, false,
        TestName = "Summarised text is read more than once")]
    public async Task The_admission_request_says_whether_the_input_is_counted(string path, string body, bool counted, bool unseen)
    {
        await using FakeController controller = new();
        await using Outside outside =
            await StartAsync(controller, Counting, new(), path.EndsWith("fails", StringComparison.Ordinal) ? "{}" : """{"input_tokens":4321}""");
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.Post(Outside.Claude, path, body));
        AdmissionRequest request = await controller.Admissions.Reader.ReadAsync().Within();
        Assert.That((request.IsCounted, request.IsUnseen, request.InputBytes), Is.EqualTo((counted, unseen, (long)body.Length)));
    }

    [Test]
    public async Task Without_such_a_gate_no_call_is_counted()
    {
        await using FakeController controller = new();
        await using Outside outside = await StartAsync(controller, RunOrders.Open, new(), """{"input_tokens":4321}""");
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await client.ReadMessageAsync();
        Assert.That((await controller.Admissions.Reader.ReadAsync().Within()).IsCounted, Is.False);
        Assert.That(outside.Upstream.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_client_that_leaves_during_the_wait_gives_up_its_place()
    {
        await using FakeController controller = new();
        TaskCompletionSource<AdmissionAnswer> never = new();
        controller.Admit = _ => never.Task;
        await using Outside outside = await StartAsync(controller, RunOrders.Open, new(), "");
        RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        AdmissionRequest asked = await controller.Admissions.Reader.ReadAsync().Within();
        await client.DisposeAsync();
        // It is unknown whether the call was admitted; a report of zero usage settles it.
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Exchange, report.Usage.Total), Is.EqualTo((asked.Exchange, 0L)));
        never.SetResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
    }

    private static async Task<Outside> StartAsync(
        FakeController controller, RunOrders orders, TaskCompletionSource<(string Head, string Body)> asked, string count)
    {
        controller.Order(orders);
        Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                while (true)
                {
                    (string head, string body) = await upstream.ReadMessageAsync();
                    bool isCount = head.Contains("/count_tokens", StringComparison.Ordinal);
                    if (isCount)
                    {
                        asked.TrySetResult((head, body));
                    }
                    await upstream.SendAsync(Script.Json(isCount ? count : ModelCalls.AnthropicJson));
                }
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        return outside;
    }
}
