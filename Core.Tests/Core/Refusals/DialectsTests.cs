using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Tests.Core.Http1;

namespace BotBottle.Core.Tests.Core.Refusals;

public sealed class DialectsTests
{
    private static readonly Provider Google = Provider.From(new("google", ["llm.example"], "gemini"));

    private static readonly Provider Aws = Provider.From(new("aws", ["aws.example"], "bedrock"));

    // A gateway in the settings. Of the built-in hosts, only Google's has Gemini's calls.
    private static readonly Provider Gateway = Provider.From(new("gateway", ["gateway.example"], "openai"));

    [TestCase("/v1/messages", RefusalDialect.Anthropic)]
    [TestCase("/v1/chat/completions", RefusalDialect.Chat)]
    [TestCase("/v1/responses", RefusalDialect.Responses)]
    [TestCase("/v1beta/models/m:generateContent", RefusalDialect.Gemini)]
    [TestCase("/bedrock/model/m/converse", RefusalDialect.Bedrock)]
    [TestCase("/x", RefusalDialect.Chat)]
    public void The_dialect_of_a_call_precedes_that_of_its_provider(string path, RefusalDialect dialect) => Assert.That(Of(Gateway, path), Is.EqualTo(dialect));

    [Test]
    public void An_unknown_call_has_the_dialect_of_its_provider() =>
        Assert.That((Of(Provider.Claude, "/x"), Of(Google, "/x"), Of(Aws, "/async-invoke")),
            Is.EqualTo((RefusalDialect.Anthropic, RefusalDialect.Gemini, RefusalDialect.Bedrock)));

    [TestCase("codex_exec/0.171.0 (Debian 12.0.0; x86_64) xterm (codex_exec; 0.171.0)", RefusalDialect.Codex)]
    [TestCase("Codex Desktop/1.0", RefusalDialect.Codex)]
    [TestCase("opencode/1.18.33 (linux; x64) ai-sdk/provider-utils/4.0.40", RefusalDialect.Responses)]
    [TestCase("OpenAI/JS 6.1.0", RefusalDialect.Responses)]
    public void Codex_is_recognised_by_its_name(string userAgent, RefusalDialect dialect) =>
        Assert.That(Of(Provider.Codex, "/v1/responses", userAgent), Is.EqualTo(dialect));

    [Test]
    public void A_client_name_alone_gives_no_dialect() =>
        Assert.That(Of(Provider.Codex, "/v1/messages", "codex_exec/0.171.0"), Is.EqualTo(RefusalDialect.Anthropic));

    [Test]
    public void A_WebSocket_has_the_dialect_of_Codex() =>
        Assert.That(Dialects.Of(Provider.Codex, CallTable.ClassifyUpgrade("/v1/responses"), null, isWebSocket: true), Is.EqualTo(RefusalDialect.Codex));

    [TestCase("POST", "User-Agent: git/2.39.5", RefusalDialect.Text)]
    [TestCase("GET", "User-Agent: GIT/2", RefusalDialect.Text)]
    [TestCase("GET", "User-Agent: Go-http-client/1.1", RefusalDialect.Text)]
    [TestCase("GET", "User-Agent: Go-http-client/1.1\r\nAccept: application/json", null)]
    [TestCase("GET", "User-Agent: git", null)]
    [TestCase("GET", "User-Agent: git-lfs/3.3.0", null)]
    [TestCase("POST", "Accept: application/json, text/event-stream", RefusalDialect.Mcp)]
    [TestCase("GET", "Mcp-Protocol-Version: 2026-07-28", RefusalDialect.Mcp)]
    [TestCase("GET", "Accept: text/event-stream, application/json", null)]
    [TestCase("POST", "Accept: text/event-stream", null)]
    [TestCase("POST", "Accept: */*", null)]
    public void Other_requests_have_the_dialect_of_their_client(string method, string field, RefusalDialect? dialect) =>
        Assert.That(Dialects.Of(method, Fields(field)), Is.EqualTo(dialect));

    private static RefusalDialect Of(Provider provider, string path, string? userAgent = null) =>
        Dialects.Of(provider, CallTable.Classify(provider, "POST", path), userAgent is null ? null : Fields($"User-Agent: {userAgent}"));

    private static HeaderTable Fields(string field) => Heads.Request($"POST / HTTP/1.1\r\nHost: h.example\r\n{field}\r\n\r\n").Fields;
}
