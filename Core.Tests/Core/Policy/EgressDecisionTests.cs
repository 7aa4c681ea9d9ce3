using System.Text;
using BotBottle.Core.Budgets;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.Tests.Core.Http1;

namespace BotBottle.Core.Tests.Core.Policy;

[Parallelizable(ParallelScope.All)]
public sealed class EgressDecisionTests
{
    private static readonly BudgetRefusal Spent = new("host", "claude", "tokens", 10, 12, 0, null);
    private static readonly RunOrders Cut = new(1, new EgressCut(CutCause.Operator, false, null, DateTimeOffset.UnixEpoch), []);
    private static readonly RunOrders BudgetCut = new(1, new EgressCut(CutCause.Budget, true, Spent, DateTimeOffset.UnixEpoch), []);
    private static readonly RunOrders SpentOrders = new(1, null, [Spent]);

    [TestCase("www.example.com:443", "GET", "/", null)]
    [TestCase("www.example.com:80", "GET", "/", null)]
    [TestCase("www.example.com:8443", "GET", "/", RefusalCode.HostNotAllowed)]
    [TestCase("port.example.com:8443", "GET", "/", null)]
    [TestCase("port.example.com:443", "GET", "/", RefusalCode.HostNotAllowed)]
    [TestCase("evil-www.example.com:443", "GET", "/", RefusalCode.HostNotAllowed)]
    [TestCase("sub.www.example.com:443", "GET", "/", RefusalCode.HostNotAllowed)]
    [TestCase("api.anthropic.com:443", "POST", "/v1/messages", null)]
    [TestCase("api.openai.com:443", "GET", "/v1/models", RefusalCode.CredentialMissing)]
    public void Allowlist_and_credentials_decide(string authority, string method, string path, RefusalCode? refusal) =>
        Assert.That(Decide(authority, method, path, RunOrders.Open).Refusal?.Code, Is.EqualTo(refusal));

    [TestCase("POST", "/v1/messages", 503)]
    [TestCase("POST", "/v1/unheard-of", 400)]
    [TestCase("GET", "/v1/models", null)]
    [TestCase("POST", "/v1/messages/count_tokens", null)]
    public void Without_orders_no_model_call_is_admitted(string method, string path, int? status) =>
        Assert.That(Decide("api.anthropic.com:443", method, path, null).Refusal?.Status, Is.EqualTo(status));

    [Test]
    public void A_spent_budget_refuses_only_model_calls()
    {
        Refusal refusal = Decide("api.anthropic.com:443", "POST", "/v1/messages", SpentOrders).Refusal!;
        Assert.That((refusal.Code, refusal.Status), Is.EqualTo((RefusalCode.BudgetExhausted, 402)));
        Assert.That(Encoding.UTF8.GetString(refusal.Body), Does.Contain("12 of 10 tokens"));
        Assert.That(Decide("api.anthropic.com:443", "POST", "/v1/messages/count_tokens", SpentOrders).Kind, Is.EqualTo(VerdictKind.Forward));
        Assert.That(Decide("www.example.com:443", "GET", "/", SpentOrders).Kind, Is.EqualTo(VerdictKind.Forward));
    }

    [TestCase("api.anthropic.com:443", "POST", "/v1/messages", true, 402, RefusalCode.EgressCut)]
    [TestCase("api.anthropic.com:443", "POST", "/v1/messages", false, 402, RefusalCode.BudgetExhausted)]
    [TestCase("api.anthropic.com:443", "POST", "/v1/messages/count_tokens", false, 403, RefusalCode.EgressCut)]
    [TestCase("www.example.com:443", "GET", "/", true, 403, RefusalCode.EgressCut)]
    [TestCase("denied.example:443", "GET", "/", false, 403, RefusalCode.EgressCut)]
    public void A_cut_run_has_no_open_host(string authority, string method, string path, bool byOperator, int status, RefusalCode code)
    {
        Refusal refusal = Decide(authority, method, path, byOperator ? Cut : BudgetCut).Refusal!;
        Assert.That((refusal.Status, refusal.Code), Is.EqualTo((status, code)));
    }

    [TestCase("api.anthropic.com:443", "POST", "/v1/messages", RefusalCode.BudgetExhausted, 402)]
    [TestCase("api.anthropic.com:443", "POST", "/v1/unheard-of", RefusalCode.BudgetExhausted, 402)]
    [TestCase("api.anthropic.com:443", "POST", "/v1/messages/count_tokens", RefusalCode.EgressCut, 403)]
    [TestCase("api.anthropic.com:443", "GET", "/v1/models", RefusalCode.EgressCut, 403)]
    [TestCase("api.anthropic.com:80", "GET", "/v1/models", RefusalCode.EgressCut, 403)]
    [TestCase("www.example.com:443", "GET", "/", null, 0)]
    [TestCase("denied.example:443", "GET", "/", RefusalCode.HostNotAllowed, 403)]
    public void A_closed_provider_has_no_open_path_and_other_hosts_are_unchanged(
        string authority, string method, string path, RefusalCode? code, int status)
    {
        Refusal? refusal = Decide(authority, method, path, RunOrders.Open with { Closed = [Spent] }).Refusal;
        Assert.That((refusal?.Code, refusal?.Status ?? 0), Is.EqualTo((code, status)));
        Refusal? other = Decide(authority, method, path, RunOrders.Open with { Closed = [Spent with { Provider = "codex" }] }).Refusal;
        Assert.That(other?.Code, Is.EqualTo(Decide(authority, method, path, RunOrders.Open).Refusal?.Code), "another provider's budget changes nothing here");
    }

    [TestCase("denied.example:443", "POST", "/mcp", RefusalCode.HostNotAllowed, 400)]
    [TestCase("denied.example:443", "GET", "/mcp", RefusalCode.HostNotAllowed, 403)]
    [TestCase("api.anthropic.com:443", "POST", "/v1/messages", null, 0)]
    public void A_message_to_an_MCP_server_is_refused_in_its_protocol(string authority, string method, string path, RefusalCode? code, int status)
    {
        HeaderTable fields = Heads.Request($"{method} {path} HTTP/1.1\r\nHost: h.example\r\nAccept: application/json, text/event-stream\r\n\r\n").Fields;
        Refusal? refusal = Decide(authority, method, path, RunOrders.Open, ["api.anthropic.com"], fields: fields).Refusal;
        Assert.That((refusal?.Code, refusal?.Status ?? 0), Is.EqualTo((code, status)));
    }

    [Test]
    public void No_user_agent_name_avoids_a_spent_budget()
    {
        HeaderTable fields = Heads.Request("POST / HTTP/1.1\r\nHost: h.example\r\nMcp-Protocol-Version: 1\r\n\r\n").Fields;
        Refusal refusal = Decide("api.anthropic.com:443", "POST", "/v1/messages", SpentOrders, ["api.anthropic.com"], fields: fields).Refusal!;
        Assert.That((refusal.Code, refusal.Status), Is.EqualTo((RefusalCode.BudgetExhausted, 402)));
    }

    [Test]
    public void Introspection_always_responds()
    {
        Assert.That(Decide("_egress.local:80", "GET", "/budget", Cut).Kind, Is.EqualTo(VerdictKind.Introspect));
        Assert.That(Decide("_egress.local:443", "GET", "/budget", null).Kind, Is.EqualTo(VerdictKind.Introspect));
    }

    [TestCase("www.example.com:443", "/any", null)]
    [TestCase("api.anthropic.com:443", "/v1/responses", null)]
    [TestCase("api.anthropic.com:443", "/v1/messages", 400)]
    [TestCase("api.anthropic.com:443", "/v1/responses/", 400)]
    [TestCase("api.openai.com:443", "/v1/realtime", 400)]
    [TestCase("api.openai.com:443", "/v1/responses", 426)]
    [TestCase("denied.example:443", "/", 403)]
    public void A_WebSocket_is_allowed_where_it_can_be_metered_or_need_not_be(string authority, string path, int? status) =>
        Assert.That(Decide(authority, "GET", path, RunOrders.Open, webSocket: true).Refusal?.Status, Is.EqualTo(status));

    [Test]
    public void A_WebSocket_of_a_run_without_budget_is_sent_to_HTTP_for_the_reason()
    {
        foreach (RunOrders? orders in (RunOrders?[])[Cut, BudgetCut, null])
        {
            Verdict verdict = Decide("api.anthropic.com:443", "GET", "/v1/responses", orders, webSocket: true);
            Assert.That(verdict.Refusal?.Status, Is.EqualTo(426));
        }
        Assert.That(Decide("www.example.com:443", "GET", "/", Cut, webSocket: true).Refusal?.Status, Is.EqualTo(403));
    }

    [Test]
    public void The_default_verdict_refuses() => Assert.That(default(Verdict).Kind, Is.EqualTo(VerdictKind.Refuse));

    [Test]
    public void Without_routes_the_built_in_providers_are_open()
    {
        Verdict verdict = Decide("chatgpt.com:443", "GET", "/backend-api/codex/models", RunOrders.Open, hosts: null);
        Assert.That(verdict.Refusal?.Code, Is.EqualTo(RefusalCode.CredentialMissing));
        Assert.That(Decide("www.example.com:443", "GET", "/", RunOrders.Open, hosts: null).Refusal?.Code, Is.EqualTo(RefusalCode.HostNotAllowed));
    }

    private static Verdict Decide(string authority, string method, string path, RunOrders? orders, bool webSocket = false) =>
        Decide(authority, method, path, orders, ["www.example.com", "port.example.com:8443", "api.anthropic.com", "api.openai.com"], webSocket);

    private static Verdict Decide(
        string authority, string method, string path, RunOrders? orders, string[]? hosts, bool webSocket = false, HeaderTable? fields = null)
    {
        Assert.That(Authority.TryParse(Encoding.ASCII.GetBytes(authority), null, out Authority parsed), Is.True);
        RunPolicy policy = new(
            hosts is null ? RouteSet.BuiltIn : RouteSet.OfHosts("test", hosts),
            new RunCredentials(new Dictionary<string, string> { ["claude"] = "ANTHROPIC_API_KEY" }, [], AgentsOwn: false), ProviderTable.BuiltIn);
        EgressDecision decision = new(new RunRefusals("blue-fox", new ManualTime()));
        Assert.That(CanonicalPath.Parse(Encoding.ASCII.GetBytes(path), out CanonicalPath? canonical), Is.EqualTo(RejectionReason.None));
        return decision.Decide(new EgressRequest(parsed, true, method, canonical!, fields, webSocket), policy, orders);
    }
}
