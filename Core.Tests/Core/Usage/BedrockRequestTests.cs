using System.Text;
using BotBottle.Core.Providers;
using BotBottle.Core.Tests.Core.Http1;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>The facts of Converse requests, and the figures in the heads of InvokeModel's responses.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BedrockRequestTests
{
    private const string Usual =
        """
        {"messages":[{"role":"user","content":[{"text":"hi"},{"cachePoint":{"type":"default"}}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{"tools":[{"type":"mcp"}],"type":"x"}}}]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"json":{"mcpServers":[{"url":"https://x.example"}]}}],"status":"success"}}]}],
         "system":[{"text":"s"},{"cachePoint":{"type":"default"}}],"inferenceConfig":{"maxTokens":64,"temperature":0,"stopSequences":["x"]},
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object","properties":{"type":{"type":"string"}}}}}},
          {"cachePoint":{"type":"default"}}],"toolChoice":{"tool":{"name":"f"}}},
         "guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1"},"requestMetadata":{"tool":"x"},"performanceConfig":{"latency":"optimized"},
         "additionalModelRequestFields":{"top_k":5,"thinking":{"type":"enabled","budget_tokens":32}}}
        """;

    [Test]
    public void A_usual_request_has_a_limit_and_tools_that_its_client_runs()
    {
        RequestFacts facts = Read(Usual);
        Assert.That((facts.Fault, facts.LimitOf(CallFormat.BedrockConverse), facts.LimitOf(CallFormat.OpenAiChat), facts.HiddenInput, facts.Tools.Count),
            Is.EqualTo((RequestFault.None, 64L, (long?)null, false, 0)), string.Join(',', facts.Tools));
    }

    [TestCase("""{"inferenceConfig":{"maxTokens":64},"additionalModelRequestFields":{"max_tokens":900}}""", 900L)]
    [TestCase("""{"inferenceConfig":{"maxTokens":64},"additionalModelRequestFields":{"max_tokens":1}}""", 64L)]
    [TestCase("""{"inferenceConfig":{"maxTokens":64},"additionalModelRequestFields":{"inferenceConfig":{"max_new_tokens":70},"n":3}}""", 210L)]
    [TestCase("""{"inferenceConfig":{"maxTokens":64},"additionalModelRequestFields":{"textGenerationConfig":{"maxTokenCount":80}}}""", 80L)]
    [TestCase("""{"additionalModelRequestFields":{"max_tokens":900}}""", null)]
    [TestCase("""{"max_tokens":900}""", null)]
    [TestCase("{}", null)]
    public void Fields_that_are_passed_on_to_the_model_only_raise_the_limit(string body, long? limit) =>
        Assert.That(Read(body).LimitOf(CallFormat.BedrockConverse), Is.EqualTo(limit));

    [TestCase("""{"inferenceConfig":{"maxTokens":1,"maxTokens":9}}""")]
    [TestCase("""{"inferenceConfig":{"maxTokens":1},"inferenceConfig":{"maxTokens":9}}""")]
    [TestCase("""{"inferenceConfig":{"maxTokens":1,"MaxTokens":9}}""")]
    [TestCase("""{"inferenceConfig":{"max\u0054okens":1}}""")]
    [TestCase("""{"inferenceConfig":{"maxTokens":"9"}}""")]
    [TestCase("""{"inferenceConfig":{"maxTokens":-1}}""")]
    [TestCase("""{"inferenceConfig":[]}""")]
    [TestCase("""{"additionalModelRequestFields":{"max_tokens":"9"}}""")]
    [TestCase("""{"messages":[""")]
    public void An_ambiguous_request_is_refused(string body) =>
        Assert.That(Read(body).MustRefuse(new CallClass(CallKind.ModelCall, CallFormat.BedrockConverse)), body);

    [TestCase("""{"toolConfig":{"tools":[{"systemTool":{"name":"nova_grounding"}}]}}""", "nova_grounding")]
    [TestCase("""{"toolConfig":{"tools":[{"systemTool":{}}]}}""", "untyped")]
    [TestCase("""{"toolConfig":{"tools":[{"newTool":{"name":"x","other":{}}}]}}""", "untyped")]
    [TestCase("""{"additionalModelRequestFields":{"tools":[{"type":"web_fetch_20260318","name":"web_fetch"}]}}""", "web_fetch_20260318")]
    [TestCase("""{"promptVariables":{"a":{"text":"x"}}}""", "stored_prompt")]
    public void A_provider_run_tool_is_found(string body, string tool) => Assert.That(Read(body).Tools, Is.EqualTo(new[] { tool }));

    [TestCase("""{"messages":[{"content":[{"image":{"format":"png","source":{"bytes":"AA=="}}}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"document":{"name":"d","source":{"s3Location":{"uri":"s3://b/d.pdf"}}}}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"toolResult":{"content":[{"video":{}}]}}]}]}""")]
    public void Pictures_and_documents_are_input_that_the_body_does_not_show(string body) => Assert.That(Read(body).HiddenInput);

    [TestCase("x-amzn-bedrock-input-token-count: 7\r\nx-amzn-bedrock-output-token-count: 3", 7, 0, 3, UsageQuality.Exact)]
    [TestCase(
        "x-amzn-bedrock-input-token-count: 7\r\nx-amzn-bedrock-output-token-count: 3\r\nx-amzn-bedrock-cache-read-input-token-count: 4",
        7, 4, 3, UsageQuality.Exact)]
    [TestCase("x-amzn-bedrock-input-token-count: 7", 7, 0, 0, UsageQuality.Partial)]
    [TestCase("x-amzn-bedrock-input-token-count: 7\r\nx-amzn-bedrock-output-token-count: -3", 7, 0, 0, UsageQuality.Partial)]
    [TestCase(
        "x-amzn-bedrock-input-token-count: 7\r\nx-amzn-bedrock-input-token-count: 8\r\nx-amzn-bedrock-output-token-count: 3",
        0, 0, 3, UsageQuality.Partial)]
    [TestCase("x: y", 0, 0, 0, UsageQuality.Partial)]
    public void The_head_has_the_figures_of_a_body_in_an_unknown_dialect(string fields, long input, long read, long output, UsageQuality quality)
    {
        UsageResult result = Read(fields, """{"results":[{"outputText":"hi"}]}""", cleanEnd: true);
        Assert.That((result.Usage, result.Quality), Is.EqualTo((new TokenUsage(input, read, 0, output, 0), quality)));
        Assert.That(Read(fields, """{"results":[""", cleanEnd: false).Quality, Is.EqualTo(UsageQuality.Partial));
        UsageResult own = Read(fields, """{"type":"message","usage":{"input_tokens":1,"output_tokens":2}}""", cleanEnd: true);
        Assert.That((own.Usage, own.Quality), Is.EqualTo((new TokenUsage(1, 0, 0, 2, 0), UsageQuality.Exact)), "the body's own figures come first");
    }

    private static UsageResult Read(string fields, string body, bool cleanEnd)
    {
        using UsageReader reader = new(CallFormat.BedrockInvoke);
        reader.TakeHead(Heads.Request($"POST / HTTP/1.1\r\nHost: h.example\r\n{fields}\r\n\r\n").Fields);
        reader.Append(Encoding.UTF8.GetBytes(body));
        return reader.Complete(cleanEnd);
    }

    private static RequestFacts Read(string body)
    {
        using RequestFactsReader reader = new();
        reader.Append(Encoding.UTF8.GetBytes(body));
        return reader.Complete();
    }
}
