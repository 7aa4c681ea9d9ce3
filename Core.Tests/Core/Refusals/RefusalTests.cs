using System.Text;
using System.Text.Json;
using BotBottle.Core.Refusals;
using BotBottle.Core.Text;

namespace BotBottle.Core.Tests.Core.Refusals;

public sealed class RefusalTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    private static readonly RefusalDetails Budget = new()
    {
        Run = "fix-tests", Scope = "run:fix-tests", Provider = "claude", Limit = 1000, Spent = 1200, Now = Now, ResetsAt = Now.AddHours(2),
    };

    [Test]
    public void Refusal_codes_do_not_change() => Assert.That(Enum.GetValues<RefusalCode>().Select(c => WireNames.Of(c)), Is.EqualTo(new[]
    {
        "host_not_allowed", "route_not_matched", "git_push_denied", "git_fetch_denied", "credential_missing", "dlp_match", "approval_rejected",
        "approval_timed_out", "injection_detected", "egress_cut", "budget_exhausted", "budget_held", "rate_limited", "tool_not_allowed",
        "unmetered_call", "controller_unreachable", "bad_request", "upstream_unreachable", "upstream_untrusted",
    }));

    [TestCase(RefusalCode.HostNotAllowed, 403, "allowlist")]
    [TestCase(RefusalCode.RouteNotMatched, 403, "evil.example")]
    [TestCase(RefusalCode.GitPushDenied, 403, "git push over HTTPS")]
    [TestCase(RefusalCode.GitFetchDenied, 403, "fetch")]
    [TestCase(RefusalCode.CredentialMissing, 403, "evil.example")]
    [TestCase(RefusalCode.DlpMatch, 403, "DLP cannot search evil.example for secrets")]
    [TestCase(RefusalCode.ApprovalRejected, 403, "rejected")]
    [TestCase(RefusalCode.ApprovalTimedOut, 403, "timed out")]
    [TestCase(RefusalCode.InjectionDetected, 403, "")]
    [TestCase(RefusalCode.EgressCut, 403, "cut")]
    [TestCase(RefusalCode.ToolNotAllowed, 403, "tool")]
    [TestCase(RefusalCode.UnmeteredCall, 400, "")]
    [TestCase(RefusalCode.ControllerUnreachable, 503, "controller")]
    [TestCase(RefusalCode.BadRequest, 400, "")]
    [TestCase(RefusalCode.UpstreamUnreachable, 502, "")]
    [TestCase(RefusalCode.UpstreamUntrusted, 502, "certificate")]
    public void Refusals_outside_model_calls_are_plain(RefusalCode code, int status, string words)
    {
        var refusal = RefusalBuilder.Build(code, new RefusalDetails { Run = "r1", Subject = "evil.example", Rule = "rule-7", Now = Now });
        var body = JsonDocument.Parse(refusal.Body).RootElement;
        Assert.That(refusal.Status, Is.EqualTo(status));
        Assert.That(body.GetProperty("code").GetString(), Is.EqualTo(WireNames.Of(code)));
        Assert.That(body.GetProperty("message").GetString(), Does.Contain(words));
        Assert.That(body.GetProperty("error").GetString(), Is.EqualTo(body.GetProperty("message").GetString()), "npm prints this member");
        Assert.That((body.GetProperty("run").GetString(), body.GetProperty("rule").GetString()), Is.EqualTo(("r1", "rule-7")));
        Assert.That((Field(refusal, "x-bot-bottle-reason"), Field(refusal, "x-should-retry")), Is.EqualTo((WireNames.Of(code), "false")));
    }

    [TestCase(421)]
    [TestCase(431)]
    public void Protocol_errors_have_their_own_status(int status) =>
        Assert.That(RefusalBuilder.Build(RefusalCode.BadRequest, new RefusalDetails { Status = status, Now = Now }).Status, Is.EqualTo(status));

    [TestCase(RefusalCode.BudgetExhausted)]
    [TestCase(RefusalCode.RateLimited)]
    [TestCase(RefusalCode.EgressCut)]
    public void Clients_of_Anthropic_get_its_error_shape(RefusalCode code)
    {
        var refusal = RefusalBuilder.Build(code, RefusalDialect.Anthropic, Budget);
        var body = JsonDocument.Parse(refusal.Body).RootElement;
        Assert.That((refusal.Status, Field(refusal, "x-should-retry")), Is.EqualTo((402, "false")));
        Assert.That(refusal.Fields.Select(field => field.Key), Has.None.EqualTo("retry-after"), "opencode would sleep until then");
        Assert.That(body.GetProperty("type").GetString(), Is.EqualTo("error"));
        Assert.That(body.GetProperty("error").GetProperty("type").GetString(), Is.EqualTo("billing_error"));
        string message = body.GetProperty("error").GetProperty("message").GetString()!;
        Assert.That(message, Does.Contain("run:fix-tests").And.Contain("claude").And.Contain("1200 of 1000 tokens").And.Contain("2026-11-20 12:00 UTC"));
        Assert.That(body.GetProperty("bot_bottle").GetProperty("code").GetString(), Is.EqualTo(WireNames.Of(code)));
    }

    [TestCase(null, "86400")]
    [TestCase(-5.0, "61")]
    [TestCase(30.0, "61")]
    [TestCase(61.2, "62")]
    public void Codex_gets_the_time_of_the_budget_reset(double? seconds, string expected)
    {
        var details = Budget with { ResetsAt = seconds is { } s ? Now.AddSeconds(s) : null };
        Assert.That(Field(RefusalBuilder.Build(RefusalCode.BudgetExhausted, RefusalDialect.Codex, details), "retry-after"), Is.EqualTo(expected));
    }

    [Test]
    public void Codex_gets_the_error_shape_that_it_shows()
    {
        var refusal = RefusalBuilder.Build(RefusalCode.BudgetExhausted, RefusalDialect.Codex, Budget);
        var error = JsonDocument.Parse(refusal.Body).RootElement.GetProperty("error");
        Assert.That(refusal.Status, Is.EqualTo(429));
        Assert.That((error.GetProperty("type").GetString(), error.GetProperty("resets_at").GetInt64()),
            Is.EqualTo(("usage_limit_reached", Now.AddHours(2).ToUnixTimeSeconds())));
        Assert.That(Field(refusal, "x-codex-promo-message"), Does.Contain("1200 of 1000"));
        var forever = RefusalBuilder.Build(RefusalCode.BudgetExhausted, RefusalDialect.Codex, Budget with { ResetsAt = null });
        Assert.That(JsonDocument.Parse(forever.Body).RootElement.GetProperty("error").TryGetProperty("resets_at", out _), Is.False);
    }

    [TestCase(RefusalDialect.Chat)]
    [TestCase(RefusalDialect.Responses)]
    public void Clients_of_OpenAI_get_its_error_shape(RefusalDialect dialect)
    {
        var refusal = RefusalBuilder.Build(RefusalCode.BudgetExhausted, dialect, Budget);
        var error = JsonDocument.Parse(refusal.Body).RootElement.GetProperty("error");
        Assert.That((refusal.Status, error.GetProperty("type").GetString(), error.GetProperty("code").GetString()),
            Is.EqualTo((402, "insufficient_quota", "insufficient_quota")));
        Assert.That(error.GetProperty("param").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(refusal.Fields.Select(field => field.Key), Has.None.EqualTo("retry-after").And.None.EqualTo("x-codex-promo-message"));
    }

    [TestCase(RefusalDialect.Anthropic, 12.3, 429, "true", "13")]
    [TestCase(RefusalDialect.Chat, 60.0, 429, "true", "60")]
    [TestCase(RefusalDialect.Responses, -1.0, 429, "true", "1")]
    [TestCase(RefusalDialect.Gemini, 60.0, 429, "true", "60")]
    [TestCase(RefusalDialect.Anthropic, 60.1, 402, "false", null)]
    [TestCase(RefusalDialect.Gemini, 3600.0, 402, "false", null)]
    [TestCase(RefusalDialect.Chat, null, 402, "false", null)]
    [TestCase(RefusalDialect.Codex, 12.3, 429, "false", "61")]
    public void A_rate_budget_allows_a_retry_if_its_window_has_room_soon(
        RefusalDialect dialect, double? seconds, int status, string retry, string? after)
    {
        var details = Budget with { ResetsAt = seconds is { } s ? Now.AddSeconds(s) : null };
        var refusal = RefusalBuilder.Build(RefusalCode.RateLimited, dialect, details);
        string? told = refusal.Fields.Where(field => field.Key == "retry-after").Select(field => field.Value).SingleOrDefault();
        Assert.That((refusal.Status, Field(refusal, "x-should-retry"), told), Is.EqualTo((status, retry, after)));
    }

    [TestCase(RefusalDialect.Anthropic, 429, "rate_limit_error")]
    [TestCase(RefusalDialect.Chat, 429, "rate_limit_exceeded")]
    [TestCase(RefusalDialect.Responses, 429, "rate_limit_exceeded")]
    [TestCase(RefusalDialect.Codex, 503, "server_error")]
    public void Only_a_held_budget_asks_for_a_retry(RefusalDialect dialect, int status, string type)
    {
        var refusal = RefusalBuilder.Build(RefusalCode.BudgetHeld, dialect, Budget);
        var error = JsonDocument.Parse(refusal.Body).RootElement.GetProperty("error");
        Assert.That((refusal.Status, error.GetProperty("type").GetString(), Field(refusal, "x-should-retry"), Field(refusal, "retry-after")),
            Is.EqualTo((status, type, "true", "5")));
        Assert.That(refusal.Body.AsSpan().IndexOf("server_is_overloaded"u8), Is.Negative, "Codex would give up");
    }

    [TestCase(RefusalCode.BudgetExhausted, 402, "FAILED_PRECONDITION", null)]
    [TestCase(RefusalCode.EgressCut, 402, "FAILED_PRECONDITION", null)]
    [TestCase(RefusalCode.BudgetHeld, 429, "RESOURCE_EXHAUSTED", "5s")]
    [TestCase(RefusalCode.DlpMatch, 400, "INVALID_ARGUMENT", null)]
    [TestCase(RefusalCode.ControllerUnreachable, 503, "UNAVAILABLE", null)]
    public void Clients_of_Gemini_get_its_error_shape(RefusalCode code, int status, string name, string? retryDelay)
    {
        var refusal = RefusalBuilder.Build(code, RefusalDialect.Gemini, Budget);
        var error = JsonDocument.Parse(refusal.Body).RootElement.GetProperty("error");
        Assert.That((refusal.Status, error.GetProperty("code").GetInt32(), error.GetProperty("status").GetString()), Is.EqualTo((status, status, name)));
        Assert.That(error.GetProperty("message").GetString(), Does.StartWith("Bot Bottle"));
        Assert.That(error.GetProperty("details").EnumerateArray().Select(d => d.TryGetProperty("retryDelay", out var delay) ? delay.GetString() : null)
            .LastOrDefault(), Is.EqualTo(retryDelay));
    }

    // The AWS SDKs retry the statuses 429, 500, 502, 503 and 504 and the names of throttling, nothing else (@smithy/core 3, botocore, smithy-go).
    [TestCase(RefusalCode.BudgetExhausted, 402, "ServiceQuotaExceededException")]
    [TestCase(RefusalCode.EgressCut, 402, "ServiceQuotaExceededException")]
    [TestCase(RefusalCode.BudgetHeld, 429, "ThrottlingException")]
    [TestCase(RefusalCode.DlpMatch, 400, "ValidationException")]
    [TestCase(RefusalCode.HostNotAllowed, 400, "ValidationException")]
    [TestCase(RefusalCode.ControllerUnreachable, 503, "ServiceUnavailableException")]
    public void Clients_of_Bedrock_get_the_error_shape_of_AWS(RefusalCode code, int status, string name)
    {
        var refusal = RefusalBuilder.Build(code, RefusalDialect.Bedrock, Budget);
        var body = JsonDocument.Parse(refusal.Body).RootElement;
        Assert.That((refusal.Status, Field(refusal, "x-amzn-errortype"), body.GetProperty("__type").GetString()), Is.EqualTo((status, name, name)));
        Assert.That(body.GetProperty("message").GetString(), Is.EqualTo(refusal.Message).And.StartsWith("Bot Bottle"));
        Assert.That(body.GetProperty("bot_bottle").GetProperty("code").GetString(), Is.Not.Empty);
    }

    [TestCase(RefusalDialect.Anthropic)]
    [TestCase(RefusalDialect.Chat)]
    [TestCase(RefusalDialect.Codex)]
    public void A_policy_refusal_of_a_model_call_is_400_and_a_missing_controller_503(RefusalDialect dialect)
    {
        foreach (var code
            in new[] { RefusalCode.DlpMatch, RefusalCode.ToolNotAllowed, RefusalCode.CredentialMissing, RefusalCode.UnmeteredCall, RefusalCode.BadRequest })
        {
            var refusal = RefusalBuilder.Build(code, dialect, new RefusalDetails { Now = Now });
            Assert.That(refusal.Status, Is.EqualTo(400));
            Assert.That(JsonDocument.Parse(refusal.Body).RootElement.GetProperty("error").GetProperty("type").GetString(), Is.EqualTo("invalid_request_error"));
        }

        var down = RefusalBuilder.Build(RefusalCode.ControllerUnreachable, dialect, new RefusalDetails { Now = Now });
        Assert.That((down.Status, Field(down, "x-should-retry")), Is.EqualTo((503, "false")));
    }

    [TestCase(RefusalCode.HostNotAllowed, 400)]
    [TestCase(RefusalCode.EgressCut, 400)]
    [TestCase(RefusalCode.UpstreamUnreachable, 502)]
    public void A_message_to_an_MCP_server_is_refused_with_an_error_of_its_protocol(RefusalCode code, int status)
    {
        var refusal = RefusalBuilder.Build(code, RefusalDialect.Mcp, Budget with { Subject = "mcp.example", Rule = "rule-7" });
        var body = JsonDocument.Parse(refusal.Body).RootElement;
        Assert.That(
            (refusal.Status, body.GetProperty("jsonrpc").GetString(), body.GetProperty("id").ValueKind), Is.EqualTo((status, "2.0", JsonValueKind.Null)));
        Assert.That(body.GetProperty("error").GetProperty("message").GetString(), Is.EqualTo(refusal.Message));
        var facts = body.GetProperty("error").GetProperty("data");
        Assert.That((facts.GetProperty("code").GetString(), facts.GetProperty("run").GetString(), facts.GetProperty("rule").GetString()),
            Is.EqualTo((WireNames.Of(code), "fix-tests", "rule-7")));
        Assert.That((Field(refusal, "x-bot-bottle-reason"), Field(refusal, "x-should-retry")), Is.EqualTo((WireNames.Of(code), "false")));
    }

    [Test]
    public void Git_gets_plain_text()
    {
        var refusal = RefusalBuilder.Build(RefusalCode.EgressCut, RefusalDialect.Text, new RefusalDetails { Run = "r\n1", Rule = "rule-7", Now = Now });
        Assert.That((refusal.Status, Field(refusal, "content-type")), Is.EqualTo((403, "text/plain")));
        Assert.That(Encoding.UTF8.GetString(refusal.Body), Is.EqualTo("Bot Bottle: egress of this run is cut\n(egress_cut, run r?1, rule rule-7)\n"));
    }

    [Test]
    public void No_text_of_the_agent_reaches_a_header_field_or_a_terminal_unescaped()
    {
        var details = Budget with { Run = "a\u001b[2J\r\nx-evil: 1", Subject = "h\u202Eost\n", Message = "m\0\u0007é" + new string('x', 2000), Scope = "s\r\n",
            Rule = "\u001b" };
        foreach (var dialect in Enum.GetValues<RefusalDialect>().Except([RefusalDialect.Text]))
        {
            foreach (var code in Enum.GetValues<RefusalCode>())
            {
                var refusal = RefusalBuilder.Build(code, dialect, details);
                Assert.That(refusal.Fields.SelectMany(f => f.Value), Is.All.InRange(' ', '~'));
                foreach (var body in new[] { refusal.Body, RefusalBuilder.Build(code, details).Body })
                {
                    string text = JsonDocument.Parse(body).RootElement.ToString();
                    Assert.That(text.Any(c => c < ' ' || c is '\u007F' or '\u202E'), Is.False);
                    Assert.That(text, Does.Not.Contain("\\u00"), "escapes hide nothing either");
                }
            }
        }
    }

    [TestCase(RefusalDialect.Anthropic,
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"billing_error\",\"message\":\"Bot Bottle: egress of this run is cut\"}}\n\n")]
    [TestCase(RefusalDialect.Codex,
        "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"object\":\"response\",\"status\":\"failed\","
            + "\"error\":{\"code\":\"insufficient_quota\",\"message\":\"Bot Bottle: egress of this run is cut\"},\"usage\":null}}\n\n")]
    [TestCase(RefusalDialect.Responses,
        "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"object\":\"response\",\"status\":\"failed\","
            + "\"error\":{\"code\":\"insufficient_quota\",\"message\":\"Bot Bottle: egress of this run is cut\"},\"usage\":null}}\n\n")]
    [TestCase(RefusalDialect.Gemini,
        "data: {\"error\":{\"code\":402,\"message\":\"Bot Bottle: egress of this run is "
            + "cut\",\"status\":\"FAILED_PRECONDITION\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"EGRESS_CUT\","
            + "\"domain\":\"bot-bottle\"}]}}\n\n")]
    [TestCase(RefusalDialect.Chat,
        "data: {\"error\":{\"type\":\"insufficient_quota\",\"message\":\"Bot Bottle: egress of this run is "
            + "cut\",\"param\":null,\"code\":\"insufficient_quota\"}}\n\ndata: [DONE]\n\n")]
    public void A_cut_stream_ends_with_an_event_of_its_dialect(RefusalDialect dialect, string expected)
    {
        var details = new RefusalDetails { Now = Now };
        Assert.That(Encoding.UTF8.GetString(RefusalBuilder.TerminalEvent(RefusalCode.EgressCut, dialect, details, atBoundary: true)), Is.EqualTo(expected));
        Assert.That(
            Encoding.UTF8.GetString(RefusalBuilder.TerminalEvent(RefusalCode.EgressCut, dialect, details, atBoundary: false)), Is.EqualTo("\n\n" + expected));
    }

    [TestCase(null, "")]
    [TestCase("a\"b", "\"stream_id\":\"a\\\"b\",")]
    public void A_refusal_on_a_WebSocket_has_the_contents_of_the_HTTP_response(string? lane, string named)
    {
        var refusal = RefusalBuilder.Build(RefusalCode.BudgetExhausted, RefusalDialect.Codex, Budget);
        string message = Encoding.UTF8.GetString(RefusalBuilder.ErrorMessage(refusal, lane));
        Assert.That(message, Does.StartWith($$"""{"type":"error","status":429,{{named}}"headers":{"""));
        var root = JsonDocument.Parse(message).RootElement;
        Assert.That(root.GetProperty("error").GetProperty("type").GetString(), Is.EqualTo("usage_limit_reached"));
        Assert.That(root.GetProperty("headers").GetProperty("x-codex-promo-message").GetString(), Is.EqualTo(Field(refusal, "x-codex-promo-message")));
        Assert.That(root.GetProperty("bot_bottle").GetProperty("code").GetString(), Is.EqualTo("budget_exhausted"));
    }

    private static string Field(Refusal refusal, string name) => refusal.Fields.Single(f => f.Key == name).Value;
}
