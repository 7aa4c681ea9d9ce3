using System.IO.Compression;
using System.Text;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>Attempts to spend tokens that are not counted, and to be charged for tokens that were not spent.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MeteringHolesTests
{
    private const string EventStream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static readonly TestProxyOptions Unknown = new() { Routes = $"routes: [{{host: {Outside.Claude}, unmetered: true}}]" };

    private static IEnumerable<TestCaseData> Streams()
    {
        yield return new TestCaseData(Outside.Claude, "/v1/messages", ModelCalls.AnthropicSse, "msg_1", 26L).SetArgDisplayNames("Messages");
        yield return new TestCaseData(Outside.OpenAi, "/v1/responses", ModelCalls.ResponsesSse, "resp_1", 23L).SetArgDisplayNames("Responses");
        yield return new TestCaseData(Outside.OpenAi, "/v1/chat/completions", ModelCalls.ChatSse, "chatcmpl-1", 23L).SetArgDisplayNames("Chat");
    }

    [TestCaseSource(nameof(Streams))]
    public async Task A_second_generation_after_the_first_end_is_charged(string host, string path, string events, string id, long each)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource seen = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadMessageAsync();
                await upstream.SendAsync(EventStream + Script.Chunk(events));
                await seen.Task.Within();
                await upstream.SendAsync(Script.Chunk(events.Replace(id, "another", StringComparison.Ordinal)) + "0\r\n\r\n");
                await upstream.ReadToEndAsync();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(ModelCalls.Post(host, path, host == Outside.Claude ? ModelCalls.AnthropicRequest : ModelCalls.OpenAiRequest));
        await client.ReadHeadAsync();
        Assert.That(await client.ReadChunkAsync(), Is.EqualTo(events));

        // The state that a kill would leave now: the client has seen an end, and the spool has it.
        Assert.That(controller.ReadSpool().Ended.Single().Usage.Total, Is.EqualTo(each));
        Assert.That(controller.Reports.Reader.TryRead(out _), Is.False, "reported before the body's end");
        seen.SetResult();
        await client.ReadChunksAsync();
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Usage.Total, report.Quality, report.End), Is.EqualTo((2 * each, UsageQuality.Exact, ExchangeEnd.Complete)));
    }

    [Test]
    public async Task A_client_that_leaves_at_the_first_end_is_charged_for_the_second()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource gone = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadMessageAsync();
                await upstream.SendAsync(EventStream + Script.Chunk(ModelCalls.AnthropicSse));
                await gone.Task.Within();
                for (int i = 0; i < 50; i++)
                {
                    await upstream.SendAsync(Script.Chunk(": ping\n\n"));
                }
                await upstream.SendAsync(Script.Chunk(ModelCalls.AnthropicSse.Replace("msg_1", "msg_2", StringComparison.Ordinal)) + "0\r\n\r\n");
                await upstream.ReadToEndAsync();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await client.ReadToAsync("message_stop\"}");
        client.Reset();
        gone.SetResult();
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Usage.Total, report.End), Is.EqualTo((52, ExchangeEnd.Complete)));
    }

    [TestCase("utf-16", "application/json", "400")]
    [TestCase("utf-16BE", "application/octet-stream", "400")]
    [TestCase("utf-32", "text/plain", "400")]
    [TestCase("utf-8", "application/json; charset=utf-7", "400")]
    [TestCase("utf-8", "application/json; charset=ibm037", "400")]
    [TestCase("utf-8", "application/json", "200")]
    public async Task An_encoding_cannot_hide_the_model_from_the_meter(string encoding, string type, string status)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), Unknown);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string body = Encoding.Latin1.GetString(Encoding.GetEncoding(encoding).GetBytes("{\"model\":\"claude-x\"}"));
        await client.SendAsync($"POST /v1/unknown HTTP/1.1\r\nHost: {Outside.Claude}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith($"HTTP/1.1 {status} "));
    }

    [TestCase("Content-Encoding: mystery\r\n", "{}", "400")]
    [TestCase("Content-Encoding: gzip, gzip\r\n", "{}", "400")]
    [TestCase("Content-Encoding: gzip\r\n", "not gzip", "400")]
    [TestCase("Content-Type: multipart/form-data; boundary=b\r\n", "--b\r\n\r\nx\r\n--b--\r\n", "200")]
    [TestCase("Content-Type: application/x-www-form-urlencoded\r\n", "a=b", "200")]
    [TestCase("", "", "200")]
    public async Task An_undecodable_body_is_refused_and_a_form_is_allowed(string fields, string body, string status)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), Unknown);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync($"POST /v1/unknown HTTP/1.1\r\nHost: {Outside.Claude}\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith($"HTTP/1.1 {status} "));
        Assert.That(outside.Proxy.Log.ToString().Contains("usage_estimated", StringComparison.Ordinal), Is.EqualTo(status == "200"), "an operator is told");
    }

    [Test]
    public async Task A_call_is_not_sent_on_a_connection_that_was_idle()
    {
        ManualTime time = new();
        await using Outside outside = await Outside.WithAsync(
            Script.Answering((head, _) => Script.Json(head.StartsWith("POST", StringComparison.Ordinal) ? ModelCalls.AnthropicJson : "{}")),
            new TestProxyOptions { Time = time });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        foreach ((int seconds, int connections) in new[] { (0, 1), (2, 1), (4, 2), (0, 2) })
        {
            await outside.Proxy.IdleAsync();
            time.Advance(TimeSpan.FromSeconds(seconds));
            await client.SendAsync(ModelCalls.PostClaude());
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
            Assert.That(outside.Upstream.Connections, Is.EqualTo(connections), $"after {seconds} s");
        }
        await outside.Proxy.IdleAsync();
        time.Advance(TimeSpan.FromSeconds(20));
        await client.SendAsync($"GET /v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\n\r\n");
        await client.ReadMessageAsync();
        Assert.That(outside.Upstream.Connections, Is.EqualTo(2), "a free request may be sent again");
    }

    [Test]
    public async Task A_call_whose_last_byte_was_never_sent_costs_nothing()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource begun = new();
        TaskCompletionSource asked = new();
        TaskCompletionSource reset = new();
        controller.Admit = async _ =>
        {
            asked.SetResult();
            await reset.Task.Within();
            return new AdmissionAnswer(AdmissionVerdict.Admitted, Hold: 150, OutputHold: 100);
        };
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadHeadAsync();
                begun.SetResult();
                await asked.Task.Within();
                upstream.Reset();
                reset.SetResult();
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string request = ModelCalls.PostClaude();
        await client.SendAsync(request[..^20]);
        await begun.Task.Within();
        await client.SendAsync(request[^20..]);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 502 "));
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Usage.Total, report.Status, report.End), Is.EqualTo((0, 0, ExchangeEnd.UpstreamAborted)));
    }

    [Test]
    public async Task An_upstream_that_fails_within_a_request_is_a_502_and_costs_nothing()
    {
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            upstream.Reset();
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude()[..^20]);
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("upstream_unreachable").And.Contain("Connection: close"), body);
        Assert.That(outside.Proxy.Log.ToString(), Does.Not.Contain("\"usage\""));
    }

    [Test]
    public async Task A_decompression_bomb_passes_and_is_charged_by_estimate()
    {
        using MemoryStream coded = new();
        await using (GZipStream encoder = new(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 80; i++)
            {
                await encoder.WriteAsync(zeros);
            }
        }
        string bytes = Encoding.Latin1.GetString(coded.ToArray());
        await using Outside outside = await Outside.WithAsync(Script.Answering(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {bytes.Length}\r\n\r\n{bytes}"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo(bytes));
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("\"quality\":\"unknown\""));
    }
}
