using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Run;

/// <summary>
/// Decisions that depend on more than routes: calls to providers, cuts, budgets, credentials. For each row, explain and the real proxy agree.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class ExplainTests
{
    private const string Routes = """
        routes:
        - {host: api.anthropic.com}
        - {host: api.openai.com}
        - {host: open.example}
        - {host: key.example, auth_scheme: Bearer, token_env: SET}
        - {host: unset.example, auth_scheme: Bearer, token_env: UNSET}
        """;

    private static readonly BudgetRefusal Spent = new("bottle:web", "claude", "tokens", 1000, 1200, 0, null);

    private static readonly Dictionary<string, RunOrders> Orders = new()
    {
        ["open"] = new RunOrders(1, null, []),
        ["cut"] = new RunOrders(1, new EgressCut(CutCause.Operator, Finish: true, null, DateTimeOffset.UnixEpoch), []),
        ["budget"] = new RunOrders(1, new EgressCut(CutCause.Budget, Finish: true, Spent, DateTimeOffset.UnixEpoch), []),
        ["rate"] = new RunOrders(1, null, [Spent]),
        ["closed"] = new RunOrders(1, null, [], Closed: [Spent]),
    };

    // Orders, admission, verdict, a part of the remedy or note, request.
    [TestCase("open", "admitted", "allowed", "asked for at the controller", "POST https://api.anthropic.com/v1/messages")]
    [TestCase("open", "budget_exhausted", "budget_exhausted", "bot-bottle budget set claude=2200 --scope bottle:web",
        "POST https://api.anthropic.com/v1/messages")]
    [TestCase("open", "rate_limited", "rate_limited", "budget reset claude --scope bottle:web", "POST https://api.anthropic.com/v1/messages")]
    [TestCase("open", "egress_cut", "egress_cut", "", "POST https://api.anthropic.com/v1/messages")]
    [TestCase("open", "unmetered_call", "unmetered_call", "write unmetered: true", "POST https://api.anthropic.com/v1/messages/batches")]
    [TestCase("open", "store_unavailable", "controller_unreachable", "", "POST https://api.anthropic.com/v1/messages")]
    [TestCase("open", "budget_exhausted", "allowed", "", "POST https://api.anthropic.com/v1/messages/count_tokens")]
    [TestCase("rate", "admitted", "budget_exhausted", "budget set claude=2200 --scope bottle:web", "POST https://api.anthropic.com/v1/messages")]
    [TestCase("rate", "admitted", "allowed", "", "GET https://open.example/")]
    [TestCase("cut", "admitted", "egress_cut", "bot-bottle restore blue-fox", "POST https://api.anthropic.com/v1/messages")]
    [TestCase("cut", "admitted", "egress_cut", "bot-bottle restore blue-fox", "GET https://open.example/")]
    [TestCase("cut", "admitted", "answered", "the proxy answers it itself", "GET http://_egress.local/allowlist")]
    [TestCase("cut", "admitted", "route_not_matched", "", "GET http://_egress.local/other")]
    [TestCase("budget", "admitted", "budget_exhausted", "budget set claude=2200 --scope bottle:web", "POST https://api.anthropic.com/v1/messages")]
    [TestCase("budget", "admitted", "egress_cut", "budget set claude=2200 --scope bottle:web", "GET https://open.example/")]
    [TestCase("closed", "admitted", "budget_exhausted", "budget set claude=2200 --scope bottle:web", "POST https://api.anthropic.com/v1/messages")]
    [TestCase("closed", "admitted", "egress_cut", "budget set claude=2200 --scope bottle:web", "GET https://api.anthropic.com/v1/models")]
    [TestCase("closed", "admitted", "budget_exhausted", "budget set", "GET wss://api.anthropic.com/v1/responses")]
    [TestCase("closed", "admitted", "allowed", "", "GET https://open.example/")]
    [TestCase("closed", "admitted", "answered", "the proxy answers it itself", "GET http://_egress.local/budget")]
    [TestCase("open", "admitted", "credential_missing", "set OPENAI_API_KEY", "POST https://api.openai.com/v1/responses")]
    [TestCase("open", "admitted", "credential_missing", "set UNSET on the host", "GET https://unset.example/")]
    [TestCase("open", "admitted", "allowed", "", "GET https://key.example/")]
    [TestCase("open", "admitted", "route_not_matched", "ask over TLS", "GET http://key.example/")]
    [TestCase("open", "admitted", "bad_request", "", "TRACE https://open.example/")]
    [TestCase("open", "admitted", "bad_request", "", "track https://open.example/")]
    [TestCase("open", "admitted", "answered", "Max-Forwards", "OPTIONS https://open.example/", "Max-Forwards: 0")]
    [TestCase("open", "admitted", "bad_request", "", "GET https://open.example/", "Upgrade: websocket", "Connection: upgrade")]
    [TestCase("open", "admitted", "unmetered_call", "", "GET wss://api.anthropic.com/v1/realtime")]
    [TestCase("budget", "admitted", "budget_exhausted", "budget set", "GET wss://api.anthropic.com/v1/responses")]
    [TestCase("open", "admitted", "host_not_allowed", "- host: \"denied.example\"", "GET wss://denied.example/")]
    public async Task The_proxy_does_what_explain_says(
        string orders, string admission, string verdict, string help, string request, params string[] fields)
    {
        await using FakeController controller = new();
        controller.Order(Orders[orders]);
        Assert.That(WireNames.TryParse(admission, out AdmissionVerdict admitted), Is.True);
        AdmissionAnswer answer = new(admitted, Refusal: admitted is AdmissionVerdict.BudgetExhausted or AdmissionVerdict.RateLimited ? Spent : null);
        controller.Admit = _ => Task.FromResult(answer);
        TestProxyOptions options = controller.Options with
        {
            Routes = Routes,
            Credentials = [new ProviderCredential("claude", "ANTHROPIC_API_KEY", "host-claude-key")],
            Secrets = [new RouteSecret("SET", "a-token-of-the-host")],
        };
        RouteSet routes = RoutesReader.Read(Routes, "routes.yml");
        string method = request.Split(' ')[0], url = request.Split(' ')[1];
        (Explanation? told, string? problem) = Explained.Of(
            options, routes, new ExplainRequest(url, method, fields, WebSocket: false), Orders[orders], answer);
        Assert.That(told, Is.Not.Null, problem);
        Assert.That(told!.Code is { } code ? WireNames.Of(code) : WireNames.Of(told.Verdict), Is.EqualTo(verdict));
        Assert.That(string.Join('\n', [.. told.Allow, .. told.Notes]), help.Length == 0 && told.Code is not null ? Is.Empty : Does.Contain(help));

        await using Outside outside = await Outside.WithAsync(Script.Answering((_, _) => Script.Json("{}")), options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await OpenAsync(outside.Proxy, url);
        string body = method == "POST" ? ModelCalls.AnthropicRequest : "";
        await client.SendAsync(
            $"{method} {Target(url)} HTTP/1.1\r\nHost: {new Uri(url).Host}\r\n{string.Concat(fields.Select(field => $"{field}\r\n"))}{Handshake(url)}"
            + $"{(method == "POST" ? $"Content-Length: {body.Length}\r\n" : "")}\r\n{body}");
        (string head, string answered) = await client.ReadMessageAsync();
        string? reason = WirePeer.Field(head, "x-bot-bottle-reason");
        Assert.That(reason ?? (told.Verdict == ExplainVerdict.Answered ? "answered" : "allowed"), Is.EqualTo(verdict), head);
        Assert.That(head, Does.StartWith($"HTTP/1.1 {told.Status ?? 200} ").Or.StartWith("HTTP/1.1 204 "), head);
        Assert.That(answered, Does.Contain(told.Message ?? ""));
    }

    [Test]
    public void Explain_names_a_credential_without_its_value()
    {
        TestProxyOptions options = new() { Secrets = [new RouteSecret("SET", "a-token-of-the-host")] };
        (Explanation? told, _) =
            Explained.Of(options, RoutesReader.Read(Routes, "routes.yml"), new ExplainRequest("https://key.example/a?b=c", "GET", [], false));
        Assert.That((told!.Credential, told.Rule, told.Url), Is.EqualTo(("SET", "routes.yml:5 (key.example)", "https://key.example/a?b=c")));
        Assert.That(System.Text.Json.JsonSerializer.Serialize(told, ControlJson.Default.Explanation), Does.Not.Contain("a-token"));
    }

    private static string Handshake(string url) => url.StartsWith("ws", StringComparison.Ordinal)
        ? "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" : "";

    private static bool IsTls(string url) => url.StartsWith("https:", StringComparison.Ordinal) || url.StartsWith("wss:", StringComparison.Ordinal);

    private static string Target(string url) => IsTls(url) ? new Uri(url).PathAndQuery : url;

    private static async Task<RawClient> OpenAsync(TestProxy proxy, string url) =>
        IsTls(url) ? await proxy.TunnelAsync($"{new Uri(url).Host}:443") : await proxy.ConnectAsync();
}
