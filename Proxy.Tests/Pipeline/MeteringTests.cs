using System.IO.Compression;
using System.Text;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>The cost of a call is in the spool before its client has the end of the response, and at the controller soon after.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MeteringTests
{
    private static readonly TokenUsage Anthropic = new(11, 5, 3, 7, 0);
    private static readonly TokenUsage OpenAi = new(11, 5, 0, 7, 0);

    private static IEnumerable<TestCaseData> Formats()
    {
        (string Name, string Host, string Path, string Answer, TokenUsage Usage, string Id)[] formats =
        [
            ("Messages, JSON", Outside.Claude, "/v1/messages?beta=true", Script.Json(ModelCalls.AnthropicJson), Anthropic, "msg_1"),
            ("Messages, SSE", Outside.Claude, "/v1/messages", Script.Sse(ModelCalls.AnthropicSse), Anthropic, "msg_1"),
            ("Chat, JSON", Outside.OpenAi, "/v1/chat/completions", Script.Json(ModelCalls.ChatJson), OpenAi, "chatcmpl-1"),
            ("Chat, SSE", Outside.OpenAi, "/v1/chat/completions", Script.Sse(ModelCalls.ChatSse), OpenAi, "chatcmpl-1"),
            ("Responses, JSON", Outside.OpenAi, "/v1/responses", Script.Json(ModelCalls.ResponsesJson), OpenAi with { Reasoning = 2 }, "resp_1"),
            ("Responses, SSE", Outside.OpenAi, "/v1/responses", Script.Sse(ModelCalls.ResponsesSse), OpenAi with { Reasoning = 2 }, "resp_1"),
        ];
        foreach ((string name, string host, string path, string answer, TokenUsage usage, string id) in formats)
        {
            yield return new TestCaseData(host, path, answer, usage, id, false).SetArgDisplayNames(name, "whole");
            yield return new TestCaseData(host, path, answer, usage, id, true).SetArgDisplayNames(name, "byte by byte");
        }
    }

    [TestCaseSource(nameof(Formats))]
    public async Task Usage_is_exact(string host, string path, string answer, TokenUsage usage, string id, bool byteByByte)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource mayAcknowledge = new();
        controller.MayAcknowledge = mayAcknowledge.Task;
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadMessageAsync();
                await (byteByByte ? upstream.SendByteByByteAsync(answer) : upstream.SendAsync(answer));
                await upstream.ReadToEndAsync();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(ModelCalls.Post(host, path, host == Outside.Claude ? ModelCalls.AnthropicRequest : ModelCalls.OpenAiRequest));
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 200 "), body);

        // Nothing is acknowledged yet; this is the state that a kill would leave.
        SpoolContents spool = controller.ReadSpool();
        Assert.That(spool.Unfinished, Is.Empty);
        UsageReport spooled = spool.Ended.Single();
        mayAcknowledge.SetResult();
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That(report, Is.EqualTo(spooled));
        AdmissionRequest asked = await controller.Admissions.Reader.ReadAsync().Within();
        Assert.Multiple(() =>
        {
            Assert.That(report.Exchange, Is.EqualTo(asked.Exchange));
            Assert.That(report.Usage, Is.EqualTo(usage));
            Assert.That((report.Quality, report.End, report.Status), Is.EqualTo((UsageQuality.Exact, ExchangeEnd.Complete, 200)));
            Assert.That((report.Provider, report.Host), Is.EqualTo((host == Outside.Claude ? "claude" : "codex", host)));
            Assert.That((report.Path, report.ResponseId), Is.EqualTo((path.Split('?')[0], id)));
            Assert.That(asked.Model, Is.EqualTo(host == Outside.Claude ? "claude-x" : "gpt-x"));
            Assert.That(asked.MaxOutput, Is.EqualTo(host == Outside.Claude ? 64 : (long?)null));
            Assert.That(asked.InputEstimate, Is.InRange(1, 100));
        });
    }

    [TestCase("gzip")]
    [TestCase("deflate")]
    [TestCase("br")]
    public async Task A_coded_response_passes_unchanged_and_is_read(string coding)
    {
        using MemoryStream coded = new();
        await using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            _ => new BrotliStream(coded, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            await encoder.WriteAsync(Encoding.ASCII.GetBytes(ModelCalls.AnthropicSse));
        }
        string bytes = Encoding.Latin1.GetString(coded.ToArray());
        await using Outside outside = await Outside.WithAsync(Script.Answering(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n{Script.Chunk(bytes)}0\r\n"
                + "\r\n"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.Contain($"Content-Encoding: {coding}"));
        Assert.That(body, Is.EqualTo(bytes));
        Assert.That(
            outside.Proxy.Log.ToString(), Does.Contain("\"quality\":\"exact\"").And.Contain("\"input\":11,\"cache_read\":5,\"cache_write\":3,\"output\":7"));
    }

    [Test]
    public async Task A_call_whose_client_leaves_is_read_to_its_end_and_charged()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        int half = ModelCalls.AnthropicSse.IndexOf("event: message_delta", StringComparison.Ordinal);
        TaskCompletionSource gone = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadMessageAsync();
                await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                await upstream.SendAsync(Script.Chunk(ModelCalls.AnthropicSse[..half]));
                await gone.Task.Within();
                // Pings, as a provider sends them, until the proxy has noticed.
                for (int i = 0; i < 50; i++)
                {
                    await upstream.SendAsync(Script.Chunk(": ping\n\n"));
                }
                await upstream.SendAsync(Script.Chunk(ModelCalls.AnthropicSse[half..]) + "0\r\n\r\n");
                await upstream.ReadToEndAsync();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await client.ReadToAsync("content_block_delta");
        client.Reset();
        gone.SetResult();
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Usage, report.Quality), Is.EqualTo((Anthropic, UsageQuality.Exact)));
        Assert.That(report.End, Is.AnyOf(ExchangeEnd.ClientAborted, ExchangeEnd.Complete));
    }

    [Test]
    public async Task A_broken_off_response_is_charged_by_what_was_read()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        controller.Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted, Hold: 150, OutputHold: 100));
        int half = ModelCalls.AnthropicSse.IndexOf("event: message_delta", StringComparison.Ordinal);
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadMessageAsync();
                await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                await upstream.SendAsync(Script.Chunk(ModelCalls.AnthropicSse[..half]));
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await client.ReadToAsync("content_block_delta");
        Assert.That(await client.EndsCleanlyAsync(), Is.False);
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Quality, report.End), Is.EqualTo((UsageQuality.Partial, ExchangeEnd.UpstreamAborted)));
        Assert.That(report.Usage, Is.EqualTo(new TokenUsage(11, 5, 3, 100, 0)));
    }

    [Test]
    public async Task A_call_whose_upstream_never_responds_is_charged_by_estimate()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using Outside outside = await Outside.WithAsync(upstream => upstream.ReadMessageAsync(), controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 502 "));
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Status, report.Quality, report.End), Is.EqualTo((0, UsageQuality.Partial, ExchangeEnd.UpstreamAborted)));
        Assert.That(report.Usage.Input, Is.GreaterThan(0));
    }

    [TestCase("GET", "/v1/models")]
    [TestCase("POST", "/v1/messages/count_tokens")]
    [TestCase("POST", "/api/event_logging/v2/batch")]
    public async Task A_free_request_needs_no_admission(string method, string path)
    {
        await using FakeController controller = new();
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), controller.Options);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync($"{method} {path} HTTP/1.1\r\nHost: {Outside.Claude}\r\nContent-Length: 2\r\n\r\n{{}}");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False);
    }
}
