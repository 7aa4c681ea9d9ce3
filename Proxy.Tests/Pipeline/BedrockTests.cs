using System.Text;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;
using BotBottle.Fuzz.References;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>Amazon Bedrock with the agent's own credentials: calls are metered in their binary streams, and signed requests arrive unchanged.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BedrockTests
{
    private const string Host = "bedrock.example:8443";
    private const string Model = "/model/us.anthropic.claude-x-v1%3A0";
    private const string Request = """{"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{"maxTokens":64}}""";
    private const string Invoked = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}""";

    private const string Signature =
        "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7SAMPLES/20261201/us-east-1/bedrock/aws4_request, "
        + "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=0123456789abcdef\r\n"
        + "X-Amz-Security-Token: IQoJb3JpZ2luX2VjagentsOwnSessionToken\r\nX-Amz-Content-Sha256: 00ff\r\nX-Amz-Date: 20261201T120000Z\r\n";

    private static readonly byte[] Converse =
    [
        .. AwsEventWire.Event("messageStart", """{"p":"ab","role":"assistant"}"""),
        .. AwsEventWire.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"hi"},"p":"abcdef"}"""),
        .. AwsEventWire.Event("messageStop", """{"p":"ab","stopReason":"end_turn"}"""),
        .. AwsEventWire.Event("metadata",
            """{"usage":{"inputTokens":25,"outputTokens":15,"totalTokens":48,"cacheReadInputTokens":5,"cacheWriteInputTokens":3}}"""),
    ];

    private static readonly byte[] Chunks =
    [
        .. AwsEventWire.Chunk(
            """{"type":"message_start","message":{"id":"m","usage":{"input_tokens":25,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":1}}}"""),
        .. AwsEventWire.Chunk("""{"type":"content_block_delta","delta":{"text":"hi"}}"""),
        .. AwsEventWire.Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}"""),
        .. AwsEventWire.Chunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":25,"outputTokenCount":15}}"""),
    ];

    private static readonly TokenUsage Figures = new(25, 5, 3, 15, 0);

    private static IEnumerable<TestCaseData> Calls()
    {
        yield return new TestCaseData("/converse", Request, Script.Json(
            """{"output":{"message":{"content":[{"text":"hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":25,"outputTokens":15,"totalTokens":48,"cacheReadInputTokens":5,"cacheWriteInputTokens":3}}"""));
        yield return new TestCaseData("/converse-stream", Request, Stream(Converse));
        yield return new TestCaseData("/invoke", Invoked, Script.Json(
            """{"id":"m","type":"message","content":[],"usage":{"input_tokens":25,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":15}}"""));
        yield return new TestCaseData("/invoke-with-response-stream", Invoked, Stream(Chunks));
    }

    [TestCaseSource(nameof(Calls))]
    public async Task A_call_is_metered_exactly_and_its_signed_request_is_unchanged(string verb, string body, string answer)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        Recorder upstream = new(answer);
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Options(controller));
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync(Host);
        await client.SendAsync(ModelCalls.Post(Host, Model + verb, body, Signature));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Provider, report.Model, report.Usage, report.Quality),
            Is.EqualTo(("bedrock", "us.anthropic.claude-x-v1:0", Figures, UsageQuality.Exact)));
        AdmissionRequest asked = await controller.Admissions.Reader.ReadAsync().Within();
        Assert.That((asked.Model, asked.MaxOutput), Is.EqualTo(("us.anthropic.claude-x-v1:0", 64L)), "what 'strict' holds");
        string sent = Encoding.Latin1.GetString(await upstream.WholeAsync());
        Assert.That(sent, Does.StartWith($"POST {Model}{verb} HTTP/1.1\r\nHost: {Host}\r\n").And.EndsWith($"\r\n\r\n{body}"));
        foreach (string field in Signature.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Append($"Content-Length: {body.Length}"))
        {
            Assert.That(sent, Does.Contain($"\r\n{field}\r\n"));
        }
    }

    [Test]
    public async Task A_stream_with_a_wrong_checksum_is_charged_by_estimate()
    {
        await using FakeController controller = new()
        {
            Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted, 64, 64)),
        };
        controller.Order(RunOrders.Open);
        byte[] stream = [.. Converse];
        stream[^1] ^= 1;
        Recorder upstream = new(Stream(stream));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Options(controller));
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync(Host);
        await client.SendAsync(ModelCalls.Post(Host, Model + "/converse-stream", Request, Signature));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "), "the client judges the checksum itself");
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Quality, report.Usage.Input > 0, report.Usage.Output >= 64), Is.EqualTo((UsageQuality.Unknown, true, true)));
    }

    [Test]
    public async Task A_spent_budget_is_refused_as_AWS_does_and_so_that_its_SDKs_do_not_retry()
    {
        await using FakeController controller = new()
        {
            Admit = _ => Task.FromResult(new AdmissionAnswer(
                AdmissionVerdict.BudgetExhausted, Refusal: new BudgetRefusal("host", "bedrock", "tokens", 1000, 1200, 0, null))),
        };
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Options(controller));
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync(Host);
        await client.SendAsync(ModelCalls.Post(Host, Model + "/converse", Request, Signature));
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 402 ").And.Contain("x-amzn-errortype: ServiceQuotaExceededException"));
        Assert.That(body, Does.StartWith("{\"__type\":\"ServiceQuotaExceededException\",\"message\":\"Bot Bottle: ").And.Contain("1200 of 1000 tokens"));
    }

    private static string Stream(byte[] messages) =>
        "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nTransfer-Encoding: chunked\r\n\r\n"
        + $"{Script.Chunk(Encoding.Latin1.GetString(messages))}0\r\n\r\n";

    private static TestProxyOptions Options(FakeController controller) => controller.Options with
    {
        Credentials = [],
        Providers = [new ProviderConfiguration("bedrock", [Host], "bedrock")],
        Routes = $"routes: [{{host: '{Host}', agent_credentials: true}}]",
    };
}
