using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>
/// Ollama, Cohere, llama.cpp and Gemini's Interactions at a provider of the settings: what is asked for, what is in the ledger, how a refusal looks.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class DialectTests
{
    private const string Host = "models.example:8443";

    private const string OllamaPart = """{"model":"m","message":{"role":"assistant","content":"hello"},"done":false}""" + "\n";
    private const string OllamaLast = """{"model":"m","message":{"role":"assistant","content":""},"done":true,"prompt_eval_count":26,"eval_count":15}""" + "\n";
    private const string OllamaRequest = """{"model":"m","messages":[{"role":"user","content":"hi"}],"options":{"num_predict":64}}""";

    private static readonly TokenUsage Figures = new(26, 0, 0, 15, 0);

    private static IEnumerable<TestCaseData> Calls()
    {
        yield return new TestCaseData("/api/chat", OllamaRequest, 64L, Lines(OllamaPart, OllamaLast));
        yield return new TestCaseData("/ollama/api/chat", """{"model":"m","options":{"num_predict":-1}}""", null, Lines(OllamaPart, OllamaLast));
        yield return new TestCaseData("/api/embed", """{"model":"m","input":["a"]}""", null,
            Script.Json("""{"model":"m","embeddings":[[0.5]],"prompt_eval_count":41}"""));
        yield return new TestCaseData("/v2/chat", """{"model":"m","max_tokens":64,"messages":[]}""", 64L, Events(
            """{"type":"content-delta","delta":{"message":{"content":{"text":"hello"}}}}""",
            """{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":26,"output_tokens":15}}}}"""));
        yield return new TestCaseData("/v1/chat", """{"model":"m","message":"hi","max_tokens":64}""", 64L, Script.Json(
            """{"text":"hello","generation_id":"g","meta":{"tokens":{"input_tokens":26,"output_tokens":15}}}"""));
        yield return new TestCaseData("/completion", """{"model":"m","prompt":"hi","n_predict":64,"stream":true}""", 64L, Events(
            """{"content":"hello","stop":false}""", """{"content":"","stop":true,"tokens_evaluated":26,"tokens_predicted":15}"""));
        yield return new TestCaseData("/v1beta/interactions", """{"model":"m","input":"hi","generation_config":{"max_output_tokens":64}}""", 64L, Script.Json(
            """{"id":"i","status":"completed","outputs":[],"usage":{"total_input_tokens":26,"total_output_tokens":15,"total_tokens":41}}"""));
    }

    [TestCaseSource(nameof(Calls))]
    public async Task A_call_is_metered_exactly(string path, string body, long? limit, string answer)
    {
        var (report, asked) = await CallAsync(path, body, answer);
        Assert.That((report.Model, report.Usage.Total, report.Quality), Is.EqualTo(("m", Figures.Total, UsageQuality.Exact)));
        Assert.That((asked.Model, asked.MaxOutput), Is.EqualTo(("m", limit)), "what 'strict' holds");
    }

    private static IEnumerable<TestCaseData> Unseen()
    {
        yield return new TestCaseData("/api/chat", OllamaRequest, Lines(OllamaPart));
        yield return new TestCaseData("/api/embeddings", """{"model":"m","prompt":"a"}""", Script.Json("""{"embedding":[0.5]}"""));
        yield return new TestCaseData("/v2/rerank", """{"model":"m","query":"a","documents":["b"]}""",
            Script.Json("""{"results":[{"index":0,"relevance_score":0.5}],"meta":{"billed_units":{"search_units":1}}}"""));
        yield return new TestCaseData("/v1/responses", """{"model":"m","input":"a"}""", Script.Json(
            """{"id":"r","object":"response","status":"queued","usage":{"input_tokens":0,"output_tokens":0,"total_tokens":0}}"""));
        yield return new TestCaseData("/v1/chat/completions", """{"model":"m","messages":[]}""", Script.Json(
            """{"id":"c","choices":[{"message":{"content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}"""));
    }

    [TestCaseSource(nameof(Unseen))]
    public async Task A_call_without_true_figures_is_charged_by_estimate(string path, string body, string answer)
    {
        var (report, _) = await CallAsync(path, body, answer);
        Assert.That(report.Quality, Is.Not.EqualTo(UsageQuality.Exact));
        Assert.That((report.Usage.TotalInput > 0, report.Usage.Output), Is.EqualTo((true, 64L)), "the hold");
    }

    [Test]
    public async Task A_spent_budget_is_refused_with_a_text_that_Ollamas_clients_print()
    {
        await using FakeController controller = new()
        {
            Admit = _ => Task.FromResult(new AdmissionAnswer(
                AdmissionVerdict.BudgetExhausted, Refusal: new BudgetRefusal("host", "models", "tokens", 1000, 1200, 0, null))),
        };
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Options(controller));
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync(Host);
        await client.SendAsync(ModelCalls.Post(Host, "/api/chat", OllamaRequest, ""));
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 402 "));
        Assert.That(body, Does.StartWith("{\"error\":\"Bot Bottle: ").And.Contain("1200 of 1000 tokens"));
    }

    private static async Task<(UsageReport Report, AdmissionRequest Asked)> CallAsync(string path, string body, string answer)
    {
        await using FakeController controller = new() { Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted, 64, 64)) };
        controller.Order(RunOrders.Open);
        Recorder upstream = new(answer);
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Options(controller));
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync(Host);
        await client.SendAsync(ModelCalls.Post(Host, path, body, ""));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        return (await controller.Reports.Reader.ReadAsync().Within(), await controller.Admissions.Reader.ReadAsync().Within());
    }

    private static string Lines(params string[] documents) => Chunked("application/x-ndjson", documents);

    private static string Events(params string[] events) => Chunked("text/event-stream", events.Select(data => $"data: {data}\n\n"));

    private static string Chunked(string type, IEnumerable<string> parts) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n{string.Concat(parts.Select(Script.Chunk))}0\r\n\r\n";

    private static TestProxyOptions Options(FakeController controller) => controller.Options with
    {
        Credentials = [],
        Providers = [new ProviderConfiguration("models", [Host], "ollama")],
        Routes = $"routes: [{{host: '{Host}', agent_credentials: true}}]",
    };
}
