using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>
/// An upstream may respond before it has the whole request, or begin at the end of the JSON document (as Go's json.Decoder does). Neither bypasses the
/// admission.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class EarlyAnswerTests
{
    private static readonly BudgetRefusal Spent = new("run:blue-fox", "claude", "tokens", 1000, 1200, 0, null);

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_response_to_a_call_before_its_admission_is_not_forwarded(bool chunked)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        controller.Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: Spent));
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadHeadAsync();
                await upstream.SendAsync(Script.Sse(ModelCalls.AnthropicSse));
                await upstream.ReadToEndAsync();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string body = ModelCalls.AnthropicRequest;
        // The whole document but not the whole request: a blank is missing and never arrives.
        await client.SendAsync(
            $"POST /v1/messages HTTP/1.1\r\nHost: {Outside.Claude}\r\nContent-Type: application/json\r\n"
            + (chunked ? $"Transfer-Encoding: chunked\r\n\r\n{Script.Chunk(body)}" : $"Content-Length: {body.Length + 1}\r\n\r\n{body}"));
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("upstream_unreachable"));
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False, "no admission was requested");
        Assert.That(controller.Reports.Reader.TryRead(out _), Is.False, "nothing was charged");
        Assert.That(answer, Does.Not.Contain("text_delta"), "a generation without an admission reached the agent");
    }

    [Test]
    public async Task A_response_to_an_LFS_upload_is_not_forwarded_before_the_batch_is_checked()
    {
        const string Batch = """{"operation":"upload","transfers":["basic"],"objects":[{"oid":"aa","size":1}]}""";
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadHeadAsync();
                await upstream.SendAsync(Script.Json("""{"objects":[{"actions":{"upload":{"href":"https://store.example/put"}}}]}"""));
                await upstream.ReadToEndAsync();
            },
            new TestProxyOptions { Routes = "routes:\n- {host: git.example, git: {fetch: true}}\n" });
        await using RawClient client = await outside.Proxy.TunnelAsync("git.example:443");
        await client.SendAsync(
            "POST /r.git/info/lfs/objects/batch HTTP/1.1\r\nHost: git.example\r\nContent-Type: application/vnd.git-lfs+json\r\nContent-Length: "
                + $"{Batch.Length + 1}\r\n\r\n{Batch}");
        (string _, string answer) = await client.ReadMessageAsync();
        Assert.That(answer, Does.Not.Contain("store.example"));
    }

    [TestCase("")]
    [TestCase("  \n ")]
    public async Task A_complete_document_is_not_sent_before_its_admission(string behind)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource<AdmissionAnswer> admission = new();
        controller.Admit = _ => admission.Task;
        TaskCompletionSource<string> got = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                (string _, string body) = await upstream.ReadMessageAsync();
                got.SetResult(body);
                await upstream.SendAsync(Script.Sse(ModelCalls.AnthropicSse));
                await upstream.ReadToEndAsync();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string document = ModelCalls.AnthropicRequest;
        await client.SendAsync($"POST /v1/messages HTTP/1.1\r\nHost: {Outside.Claude}\r\nTransfer-Encoding: chunked\r\n\r\n{Script.Chunk(document)}");
        await client.SendAsync((behind.Length > 0 ? Script.Chunk(behind) : "") + "0\r\n\r\n");
        await controller.Admissions.Reader.ReadAsync().Within();
        Assert.That(got.Task.IsCompleted, Is.False);
        admission.SetResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
        Assert.That(await got.Task.Within(), Is.EqualTo(document + behind));
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo(ModelCalls.AnthropicSse));
    }

    [Test]
    public async Task Blanks_after_a_document_are_limited()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using Outside outside = await Outside.WithAsync(upstream => upstream.EndsCleanlyAsync(), controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string document = ModelCalls.AnthropicRequest;
        await client.SendAsync($"POST /v1/messages HTTP/1.1\r\nHost: {Outside.Claude}\r\nTransfer-Encoding: chunked\r\n\r\n{Script.Chunk(document)}");
        Task<bool> ends = client.EndsCleanlyAsync();
        try
        {
            for (int i = 0; i < 100; i++)
            {
                await client.SendAsync(Script.Chunk(new string(' ', 8000)));
            }
        }
        catch (IOException)
        {
            // The connection was cut off.
        }
        Assert.That(await ends, Is.False);
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False);
    }
}
