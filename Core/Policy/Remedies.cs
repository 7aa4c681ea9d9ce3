using System.Net;
using BotBottle.Core.Budgets;
using BotBottle.Core.Hosts;
using BotBottle.Core.Logins;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;

namespace BotBottle.Core.Policy;

/// <summary>Finds what would allow a refused request, in words for the operator: a text to write and its place, or a command to run.</summary>
internal static class Remedies
{
    private const int MostRoutes = 5;

    /// <summary>The remedies; empty if nothing would allow the request.</summary>
    /// <param name="code">The refusal code.</param>
    /// <param name="request">The request.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="orders">The run's orders.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="spent">The budget that refuses it; null for none.</param>
    /// <param name="gate">The addresses that connections may be made to.</param>
    public static IReadOnlyList<string> Of(
        RefusalCode code, in EgressRequest request, RunPolicy policy, RunOrders orders, string run, BudgetRefusal? spent, AddressGate gate)
    {
        RouteVerdict routed = policy.Routes.Judge(new RouteRequest(request.Authority, request.Method, request.Path, request.Fields));
        return code switch
        {
            RefusalCode.HostNotAllowed => [.. ToOpen(request, policy, gate)],
            RefusalCode.RouteNotMatched when routed.Outcome == RouteOutcome.Allowed => ["ask over TLS (https, wss)"],
            RefusalCode.RouteNotMatched => [.. ToMatch(request, routed)],
            RefusalCode.GitFetchDenied => [$"write git: {{fetch: true}} at {routed.Route!.Describe()}"],
            RefusalCode.GitPushDenied when routed.Git == GitAccess.WebDav =>
                [$"if it is WebDAV and not git: name {request.Method} among the methods of a match at {routed.Route!.Describe()}"],
            RefusalCode.CredentialMissing => [.. ToAuthorise(request, routed.Route!, policy)],
            RefusalCode.EgressCut when orders.Cut is { Cause: CutCause.Operator } => [$"bot-bottle restore {run}"],
            RefusalCode.EgressCut or RefusalCode.BudgetExhausted or RefusalCode.RateLimited => [.. ToSpend(spent)],
            RefusalCode.UnmeteredCall when !request.IsWebSocket => [.. ToSpendUnseen(routed.Route, policy.ProviderOf(request.Authority))],
            _ => [],
        };
    }

    /// <summary>The remedies for an address that a route alone does not open; none for a metadata service.</summary>
    public static IEnumerable<string> ToReach(Authority authority, IPAddress address)
    {
        if (AddressPolicy.Classify(address) == AddressClass.Metadata)
        {
            yield break;
        }

        yield return $"write in settings.yml: upstream: {{resolve: {{\"{authority.Host}\": \"{new IPEndPoint(address, authority.Port)}\"}}}}, and start the "
            + "run again: its proxy reads that when it begins";
    }

    private static IEnumerable<string> ToOpen(EgressRequest request, RunPolicy policy, AddressGate gate)
    {
        IPAddress? address = gate.IsNamed(request.Authority.Host) ? null : AddressGate.Known(request.Authority.Host);
        bool isClosed = address is not null && gate.Refusal(request.Authority.Host, address) is not null;
        string[] reach = isClosed ? [.. ToReach(request.Authority, address!)] : [];
        if (isClosed && reach.Length == 0)
        {
            yield break; // no route opens a metadata service
        }

        string host = request.Authority.Host.ToString();
        IReadOnlyList<Route> routes = policy.Routes.Routes;
        bool known = false;
        foreach (Route route in routes)
        {
            if (RouteHost.TryParse(route.Host, out RouteHost pattern) && pattern.Matches(request.Authority with { Port = pattern.Port ?? 443 }))
            {
                known = true;
                yield return $"another port: {route.Describe()} opens {(pattern.Port is { } only ? $"port {only}" : "ports 443 and 80")} alone";
            }
        }

        if (!known && NearestKey.Find(host, [.. routes.Select(route => route.Host)]) is { } nearest)
        {
            Route close = routes.First(route => route.Host == nearest);
            yield return $"another host, if it was meant: {close.Describe()}"
                + (nearest.StartsWith("*.", StringComparison.Ordinal) ? ", which is the hosts below it and never itself" : "");
        }

        string[] files = [.. routes.Where(route => route.Origin.Line > 0).Select(route => route.Origin.File).Distinct()];
        string written = request.Authority.Port is 443 or 80 ? host : request.Authority.ToString();
        yield return files.Length == 0 && AllowEntry.Problem(written) is null
            ? $"start the next run with --allow {written}, or write allow: [\"{written}\"] in its bottle"
            : $"write in {(files.Length == 0 ? "a routes file (run --routes FILE) or a bottle's egress" : string.Join(" or ", files))}, under routes: - host: "
                + $"\"{written}\"";
        foreach (string also in reach)
        {
            yield return "and " + also;
        }

        if (RegistryPresets.Opening(request.Authority, request.Method, request.Path) is { } preset)
        {
            yield return $"start the next run with --allow {preset}, or write allow: [{preset}] in its bottle";
        }
    }

    private static IEnumerable<string> ToMatch(EgressRequest request, RouteVerdict routed)
    {
        RouteRequest asked = new(request.Authority, request.Method, request.Path, request.Fields);
        return (routed.Tried ?? []).Take(MostRoutes).Select(route => route.Origin.Line == 0
            ? $"{route.Describe()} is not for that: {RouteMiss.Of(route, asked)}; a route of your own may, or --allow {route.Host}, which opens the whole host"
            : $"widen {route.Describe()}: {RouteMiss.Of(route, asked)}");
    }

    private static IEnumerable<string> ToAuthorise(EgressRequest request, Route route, RunPolicy policy)
    {
        Provider? provider = policy.ProviderOf(request.Authority);
        _ = policy.CredentialFor(request, route, provider, out string? missing);
        if (missing is not null && RunPolicy.IsOfLogin(missing))
        {
            yield return $"let the agent use its own login there: agent_credentials: true at {route.Describe()}, or run --agent-credentials";
            yield break;
        }

        if (route.Auth is { } auth)
        {
            yield return $"set {auth.Variable} on the host and start the run again: credentials reach a proxy when its run begins";
            yield break;
        }

        yield return provider!.Credential.Variables is [_, ..] variables
            ? $"set {string.Join(" or ", variables)} on the host and start the run again: credentials reach a proxy when its run begins"
            : $"write auth_scheme and token_env at {route.Describe()}";
        if (LoginAgent.OfProvider(provider.Name) is { } agent)
        {
            yield return $"keep a subscription's login outside of the bottle: bot-bottle login {agent.Name}, and start the run again";
            if (agent.Name != LoginAgent.Copilot.Name)
            {
                yield return $"have a token of the host's environment added: auth_scheme: Bearer and token_env at a route for {provider.Hosts[0].Host}";
            }
        }

        yield return $"let the agent use its own login: agent_credentials: true at {route.Describe()}, or run --agent-credentials";
    }

    private static IEnumerable<string> ToSpendUnseen(Route? route, Provider? provider)
    {
        if (route is { Unmetered: false } && provider is { IsBuiltIn: true })
        {
            yield return route.Origin.Line == 0
                ? $"a route of your own for {route.Host} with unmetered: true, where no hard budget governs"
                : $"write unmetered: true at {route.Describe()}, where no hard budget governs";
            yield break;
        }

        yield return $"a budget whose enforcement is rate or soft: bot-bottle budget set {provider?.Name ?? "claude"} --enforcement soft";
    }

    private static IEnumerable<string> ToSpend(BudgetRefusal? spent)
    {
        if (spent is not null)
        {
            yield return spent.HowToRaise();
            yield return $"start the counter again: {spent.HowToReset()}";
        }
    }
}
