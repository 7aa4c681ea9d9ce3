using BotBottle.Core.Budgets;
using BotBottle.Core.Hosts;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;
using BotBottle.Core.WebSocket;

namespace BotBottle.Core.Policy;

/// <summary>
/// Explains what a run's proxy would do with a request. It takes the proxy's steps with the proxy's own functions (reading, decision, handshake, admission), so
/// that the two agree. A step added to the proxy must be added here too. It skips the search for secrets, which it does not know, and says that the search
/// follows.
/// </summary>
/// <param name="run">The run's id.</param>
/// <param name="name">The run's name.</param>
/// <param name="policy">The policy in force.</param>
/// <param name="orders">The run's orders.</param>
/// <param name="time">The clock.</param>
/// <param name="gate">The addresses that connections may be made to.</param>
/// <param name="asksOperator">True if the run has an operator to ask about held requests.</param>
/// <param name="admit">Returns the controller's present verdict on a call, by the provider's name and whether the call's spend never shows.</param>
public sealed class EgressExplainer(
    string run, string name, RunPolicy policy, RunOrders orders, TimeProvider time, AddressGate gate, bool asksOperator,
    Func<string, bool, AdmissionAnswer> admit)
{
    private readonly RunRefusals _refusals = new(name, time);

    /// <summary>Explains one request.</summary>
    public Explanation Explain(ProbeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool isWebSocket = WebSocketHandshake.IsAsked(request.Head);
        EgressRequest facts = new(request.Authority, request.Tls, request.Method, request.Reading.Path, request.Head.Fields, isWebSocket);
        if (!RequestReading.IsServed(request.Head))
        {
            return Tell(request, ExplainVerdict.Refused, default, Malformed(405, RequestReading.NotServed), [], []);
        }

        Verdict verdict = new EgressDecision(_refusals).Decide(facts, policy, orders);
        BudgetRefusal? spent = orders.Cut?.Budget
            ?? (orders.Closed ?? []).Concat(orders.Spent).FirstOrDefault(budget => budget.Provider == policy.ProviderOf(request.Authority)?.Name);
        switch (verdict.Kind)
        {
            case VerdictKind.Introspect when Introspection.Answer(request.Method, request.Reading.Path.Path, policy, orders) is null:
                return Tell(request, ExplainVerdict.Refused, verdict, _refusals.OfIntrospection(request.Reading.Path), [], []);
            case VerdictKind.Introspect:
                return Tell(request, ExplainVerdict.Answered, verdict, null, [], ["the proxy answers it itself; it does so while the run is cut, too"]);
            case VerdictKind.RefreshLogin:
                return Tell(
                    request, ExplainVerdict.Answered, verdict, null, [],
                    [$"the proxy answers it itself, with placeholders: it refreshes the {verdict.Login} at the vendor, and no route leads there"]);
            case VerdictKind.Refuse:
                return Refused(request, facts, verdict, verdict.Refusal!, spent);
        }

        if (isWebSocket && WebSocketHandshake.CheckRequest(request.Head, request.Reading.Framing) is var wrong and not HandshakeFault.None)
        {
            return Tell(request, ExplainVerdict.Refused, default, Malformed(400, $"not a WebSocket handshake: {wrong}"), [], []);
        }

        if (request.Reading.Forwards == 0)
        {
            return Tell(request, ExplainVerdict.Answered, verdict, null, [], ["its Max-Forwards is 0: the proxy answers it itself"]);
        }

        HostName host = request.Authority.Host;
        if (!gate.IsNamed(host) && AddressGate.Known(host) is { } address && gate.Refusal(host, address) is { } why)
        {
            return Tell(
                request, ExplainVerdict.Refused, verdict, _refusals.Of(RefusalCode.HostNotAllowed, verdict.Dialect, request.Authority.ToString(), why, 403),
                [.. Remedies.ToReach(request.Authority, address)], []);
        }

        if (verdict.NeedsAdmission && !isWebSocket)
        {
            AdmissionAnswer answer = admit(verdict.Provider!.Name, verdict.Call.Kind == CallKind.Unmetered);
            if (answer.Verdict != AdmissionVerdict.Admitted)
            {
                return Refused(request, facts, verdict, _refusals.OfAdmission(answer, verdict.Dialect, request.Reading.Path.Path), answer.Refusal);
            }
        }

        return Tell(request, ExplainVerdict.Allowed, verdict, null, [], [.. NotesOn(verdict, isWebSocket), .. NotesOn(host)]);
    }

    private Refusal Malformed(int status, string message) => _refusals.Of(RefusalCode.BadRequest, null, message: message, status: status);

    private Explanation Refused(ProbeRequest request, in EgressRequest facts, in Verdict verdict, Refusal refusal, BudgetRefusal? spent) =>
        Tell(request, ExplainVerdict.Refused, verdict, refusal, Remedies.Of(refusal.Code, facts, policy, orders, name, spent, gate), []);

    private Explanation Tell(
        ProbeRequest request, ExplainVerdict outcome, in Verdict verdict, Refusal? refusal, IReadOnlyList<string> allow, IReadOnlyList<string> notes)
    {
        Provider? provider = policy.ProviderOf(request.Authority);
        bool forwards = outcome == ExplainVerdict.Allowed;
        return new Explanation(
            run, name, request.Method, request.Url, outcome, refusal?.Code, refusal?.Status, refusal?.Message, verdict.Rule, provider?.Name,
            forwards && provider is not null ? WireNames.Of(verdict.Call.Kind) : null, forwards ? verdict.Credential?.Variable : null, allow, notes);
    }

    private IEnumerable<string> NotesOn(HostName host)
    {
        if (!gate.IsNamed(host) && AddressGate.Known(host) is null)
        {
            yield return $"the address of {host} is checked when it connects: an address that is not public, or of this machine, is refused (host_not_allowed)";
        }
    }

    private IEnumerable<string> NotesOn(Verdict verdict, bool isWebSocket)
    {
        if (verdict.Git == GitAccess.LfsBatch)
        {
            yield return "its body is judged as well: an LFS upload is refused (git_push_denied)";
        }

        if (verdict.Route is { } route && (route.LooksOutFor(RouteDetectors.TokenPatterns) || route.LooksOutFor(RouteDetectors.KnownSecrets)))
        {
            yield return "what it carries is searched for secrets when it is made, head and body (dlp_match): "
                + OutboundReactions.Of(route, verdict.Provider is not null, asksOperator).InWords(asksOperator);
        }

        if (verdict.Route is { } searched)
        {
            yield return InboundSearch.Of(searched, verdict.Provider is not null).InWords();
        }

        if (verdict.Credential?.Login is { } login)
        {
            yield return $"the proxy refuses it while the {login} has expired and cannot be refreshed: bot-bottle login ls";
        }

        if (verdict.NeedsAdmission)
        {
            string tools = verdict.Tools is { Count: > 0 } ? string.Join(", ", verdict.Tools) : "none";
            yield return (isWebSocket ? "each call on it is" : "its body is")
                + $" judged as well: of the tools that run at the provider it may name {tools} (tool_not_allowed)";
            yield return "each call is asked for at the controller when it is made: a budget may be spent by then";
        }
    }
}
