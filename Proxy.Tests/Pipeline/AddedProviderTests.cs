using System.Text;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>Providers that the settings add (gateways, local servers, Gemini): metered under their own name, with the route's key.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AddedProviderTests
{
    private const string Key = "the-hosts-own-key-0123";

    private const string GeminiSse =
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hi\"}]}}],\"usageMetadata\":{\"promptTokenCount\":16,\"totalTokenCount\":18,"
            + "\"thoughtsTokenCount\":2},\"responseId\":\"g1\"}\r\n\r\n" +
        "data: {\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":16,\"candidatesTokenCount\":5,\"totalTokenCount\":23,"
            + "\"cachedContentTokenCount\":5,\"thoughtsTokenCount\":2},\"responseId\":\"g1\"}\r\n\r\n";

    private static readonly TokenUsage Inclusive = new(11, 5, 0, 7, 0);

    private static IEnumerable<TestCaseData> Calls()
    {
        yield return new TestCaseData(
            "gemini", "x-goog-api-key", "/v1beta/models/gemini-x:streamGenerateContent?alt=sse&key=agents-own", """{"contents":[{"parts":[{"text":"hi"}]}]}""",
            Script.Sse(GeminiSse), Inclusive with { Reasoning = 2 }, "gemini-x", "x-goog-api-key: " + Key).SetArgDisplayNames("gemini");
        yield return new TestCaseData("openai", "Bearer", "/v1/chat/completions", """{"model":"llama","messages":[]}""",
            Script.Sse(ModelCalls.ChatSse), Inclusive, "gpt-x", "authorization: Bearer " + Key).SetArgDisplayNames("openai");
        yield return new TestCaseData("anthropic", "x-api-key", "/v1/messages", ModelCalls.AnthropicRequest,
            Script.Json(ModelCalls.AnthropicJson), new TokenUsage(11, 5, 3, 7, 0), "claude-x-1", "x-api-key: " + Key).SetArgDisplayNames("anthropic");
        yield return new TestCaseData("openai", "api-key", "/openai/deployments/d/chat/completions?api-version=x", """{"messages":[]}""",
            Script.Sse(ModelCalls.ChatSse), Inclusive, "gpt-x", "api-key: " + Key).SetArgDisplayNames("azure");
    }

    [TestCaseSource(nameof(Calls))]
    public async Task An_added_provider_is_metered_under_its_own_name_with_the_routes_key(
        string format, string scheme, string path, string body, string answer, TokenUsage usage, string model, string field)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        Recorder upstream = new(answer);
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Options(controller, format, scheme));
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync("llm.example:8443");
        await client.SendAsync(ModelCalls.Post("llm.example:8443", path, body, "Authorization: Bearer agents-own\r\nx-goog-api-key: agents-own\r\n"));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Provider, report.Model, report.Usage, report.Quality), Is.EqualTo(("local", model, usage, UsageQuality.Exact)));
        string sent = Encoding.Latin1.GetString(await upstream.WholeAsync());
        Assert.That(sent, Does.Contain($"\r\n{field}\r\n").And.Not.Contain("agents-own"));
    }

    /// <summary>Clients send a key that a local server ignores.</summary>
    [Test]
    public async Task A_server_without_a_key_is_metered_and_gets_what_the_agent_sends()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json("""{"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"choices":[{"finish_reason":"stop"}]}"""));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, controller.Options with
        {
            Credentials = [],
            Providers = [new ProviderConfiguration("ollama", ["llm.example:8443"], "openai", "ollama")],
            Routes = "routes: [{host: 'llm.example:8443'}]",
        });
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync("llm.example:8443");
        await client.SendAsync(ModelCalls.Post(
            "llm.example:8443", "/v1/chat/completions", """{"model":"llama","messages":[]}""", "Authorization: Bearer agents-own\r\n"));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
        Assert.That((report.Provider, report.Usage.Total, report.Quality), Is.EqualTo(("ollama", 5L, UsageQuality.Exact)));
        Assert.That(Encoding.Latin1.GetString(await upstream.WholeAsync()), Does.Contain("\r\nAuthorization: Bearer agents-own\r\n"));
    }

    [Test]
    public async Task A_spent_budget_is_refused_in_the_shape_of_Gemini()
    {
        await using FakeController controller = new()
        {
            Admit = _ => Task.FromResult(new AdmissionAnswer(
                AdmissionVerdict.BudgetExhausted, Refusal: new BudgetRefusal("host", "local", "tokens", 1000, 1200, 0, null))),
        };
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Options(controller, "gemini", "x-goog-api-key"));
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync("llm.example:8443");
        await client.SendAsync(ModelCalls.Post("llm.example:8443", "/v1beta/models/gemini-x:generateContent", """{"contents":[]}"""));
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 402 ").And.Contain("x-bot-bottle-reason: budget_exhausted"));
        Assert.That(body, Does.Contain("\"status\":\"FAILED_PRECONDITION\"").And.Contain("1200 of 1000 tokens"));
        Assert.That((await controller.Admissions.Reader.ReadAsync().Within()).Model, Is.EqualTo("gemini-x"));
    }

    private static TestProxyOptions Options(FakeController controller, string format, string scheme) => controller.Options with
    {
        Credentials = [],
        Providers = [new ProviderConfiguration("local", ["llm.example:8443"], format)],
        Routes = $"routes: [{{host: 'llm.example:8443', auth_scheme: {scheme}, token_env: KEY}}]",
        Secrets = [new RouteSecret("KEY", Key)],
    };
}
