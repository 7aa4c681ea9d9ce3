using BotBottle.Core.Budgets;
using BotBottle.Core.Logins;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>
/// Decides every request (spine step 6) for every transport: plain, tunnelled, on a reused connection. The verdict depends only on the arguments, so
/// that the proxy and the controller's <c>explain</c> agree. A verdict that forwards does not yet admit a model call; only the controller does.
/// </summary>
/// <param name="refusals">Writes the refusals.</param>
public sealed class EgressDecision(RunRefusals refusals)
{
    /// <summary>Decides one request.</summary>
    /// <param name="request">The request's facts.</param>
    /// <param name="inForce">The run's policy.</param>
    /// <param name="orders">The run's orders; null before the controller has sent any.</param>
    public Verdict Decide(in EgressRequest request, RunPolicy inForce, RunOrders? orders)
    {
        ArgumentNullException.ThrowIfNull(inForce);
        if (RunPolicy.IsIntrospection(request.Authority))
        {
            return Verdict.Introspect;
        }
        Provider? provider = inForce.ProviderOf(request.Authority);
        CallClass call = provider is null ? default
            : request.IsWebSocket ? CallTable.ClassifyUpgrade(request.Path.Path)
            : CallTable.Classify(provider, request.Method, request.Path.Path);
        bool needsAdmission = NeedsAdmission(provider, call);
        RefusalDialect? dialect = needsAdmission
            ? Dialects.Of(provider!, call, request.Fields, request.IsWebSocket)
            : Dialects.Of(request.Method, request.Fields);

        if (orders?.Cut is { } cut)
        {
            return Refuse(request, needsAdmission, RefuseCut(cut, needsAdmission, dialect));
        }
        if (provider is not null && orders?.ClosedFor(provider.Name) is { } closed)
        {
            return Refuse(request, needsAdmission, refusals.OfBudget(needsAdmission ? RefusalCode.BudgetExhausted : RefusalCode.EgressCut, dialect, closed));
        }
        if (inForce.LoginToRefresh(request) is { } login)
        {
            return Verdict.RefreshLogin(login);
        }
        RouteVerdict routed = inForce.Routes.Judge(new RouteRequest(request.Authority, request.Method, request.Path, request.Fields));
        if (routed.Outcome != RouteOutcome.Allowed || routed.Route is not { } route)
        {
            return Refuse(request, needsAdmission, refusals.OfRoute(routed, dialect, request), routed.Rule);
        }
        if (provider is not null && request.IsWebSocket && call.Kind != CallKind.ModelCall)
        {
            // With or without a budget: the spending is invisible, and an incomplete ledger is useless.
            return Verdict.Refuse(
                refusals.Of(RefusalCode.UnmeteredCall, null, $"a WebSocket to {request.Path.Path}", "what it spends cannot be read"), routed.Rule);
        }
        if (provider is { IsBuiltIn: true } && call.Kind == CallKind.Unmetered && !route.Unmetered)
        {
            return Refuse(
                request, needsAdmission,
                refusals.Of(
                    RefusalCode.UnmeteredCall, dialect, $"{request.Method} {request.Path.Path}",
                    "it is not known to be a model call or free; the route's 'unmetered: true' admits it where no hard budget governs", rule: routed.Rule),
                routed.Rule);
        }
        return DecideCredential(request, inForce, route, routed.Git, provider, call, dialect, orders);
    }

    private Verdict DecideCredential(
        in EgressRequest request, RunPolicy inForce, Route route, GitAccess git, Provider? provider, CallClass call, RefusalDialect? dialect, RunOrders? orders)
    {
        bool needsAdmission = NeedsAdmission(provider, call);
        CredentialSource? credential = inForce.CredentialFor(request, route, provider, out string? missing);
        if (missing is not null)
        {
            string rule = route.Describe();
            string? wayOut = WayOut(missing, route, provider);
            return Refuse(request, needsAdmission, refusals.Of(RefusalCode.CredentialMissing, dialect, missing, wayOut, rule: rule), rule);
        }
        if (credential is { Variable: var lent } && LoginAgent.MakesKey(request.Path.Path))
        {
            string rule = route.Describe();
            return Refuse(request, needsAdmission, refusals.Of(
                RefusalCode.RouteNotMatched, dialect, $"{request.Authority}{request.Path.Path}", $"{lent} is not sent where the response would be a new key",
                rule: rule), rule);
        }
        if (credential is { Variable: var variable } && !request.Tls)
        {
            string rule = route.Describe();
            return Refuse(request, needsAdmission, refusals.Of(
                RefusalCode.RouteNotMatched, dialect, request.Authority.ToString(), $"{variable} is only sent over TLS", rule: rule), rule);
        }
        if (needsAdmission && orders is null)
        {
            return Refuse(request, needsAdmission, refusals.Of(
                RefusalCode.ControllerUnreachable, dialect, message: "it has not said yet how this run stands"));
        }
        if (needsAdmission && SpentOf(orders!, provider!) is { } budget)
        {
            return Refuse(request, needsAdmission, refusals.OfBudget(RefusalCode.BudgetExhausted, dialect, budget));
        }
        return Verdict.Forward(provider, call, dialect, credential, route, git);
    }

    // The person at the agent reads it; the operator's own words for it are Remedies'.
    private static string? WayOut(string missing, Route route, Provider? provider) =>
        route.Auth is null && provider is not null && !RunPolicy.IsOfLogin(missing) && LoginAgent.OfProvider(provider.Name) is { } agent
            ? $"on the host, 'bot-bottle login {agent.Name}' keeps a login outside of the bottle, 'run --agent-credentials' lets the agent use its own, and a "
                + "route with auth_scheme: Bearer adds a token of the environment"
            : null;

    private static bool NeedsAdmission(Provider? provider, CallClass call) => provider is not null && call.Kind != CallKind.Free;

    private static BudgetRefusal? SpentOf(RunOrders orders, Provider provider) => orders.Spent.FirstOrDefault(spent => spent.Provider == provider.Name);

    private Refusal RefuseCut(EgressCut cut, bool needsAdmission, RefusalDialect? dialect) => refusals.OfBudget(
        needsAdmission && cut.Cause == CutCause.Budget ? RefusalCode.BudgetExhausted : RefusalCode.EgressCut, dialect, cut.Budget);

    // Codex accepts only a 426 as the refusal of a handshake (measured). It then continues over HTTP, whose refusal its user sees.
    private static Verdict Refuse(in EgressRequest request, bool needsAdmission, Refusal refusal, string? rule = null) =>
        Verdict.Refuse(request is { IsWebSocket: true, IsMessage: false } && needsAdmission ? refusal with { Status = 426 } : refusal, rule);
}
