using BotBottle.Core.Hosts;

namespace BotBottle.Core.Routes;

/// <summary>
/// A run's compiled routes, for plain HTTP, CONNECT, upgrades and reused connections. Immutable and safe for several threads. A host is found by its name or
/// its labels, whatever the number of routes. Of the routes of one host, the first that matches decides.
/// </summary>
public sealed class RouteTable
{
    private readonly Dictionary<string, CompiledRoute[]> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledRoute[]> _below = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledRoute[]>.AlternateLookup<ReadOnlySpan<char>> _belowText;

    /// <summary>Compiles routes.</summary>
    /// <exception cref="ArgumentException">A host or an expression is invalid; a reader reports it earlier, with the line.</exception>
    public RouteTable(IReadOnlyList<Route> routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        Routes = routes;
        CompiledRoute[] compiled = [.. routes.Select((route, index) => new CompiledRoute(route, index))];
        CompiledRoute[] wildcards = [.. compiled.Where(route => route.Host.IsWildcard)];

        // Each list has all routes that can match its hosts, including wider wildcards, in their written order.
        foreach (IGrouping<HostName, CompiledRoute> same in compiled.Where(route => !route.Host.IsWildcard).GroupBy(route => route.Host.Host))
        {
            _exact[same.Key.ToString()] = Merge(same, wildcards.Where(wide => same.Key.IsSubdomainOf(wide.Host.Host)));
        }

        foreach (IGrouping<HostName, CompiledRoute> same in wildcards.GroupBy(route => route.Host.Host))
        {
            _below[same.Key.ToString()] = Merge(same, wildcards.Where(wide => same.Key.IsSubdomainOf(wide.Host.Host)));
        }

        _belowText = _below.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The routes, in their order.</summary>
    public IReadOnlyList<Route> Routes { get; }

    /// <summary>True if some route has the host and its port. This decides a CONNECT, whose requests are yet to come.</summary>
    public bool Knows(Authority authority)
    {
        foreach (CompiledRoute route in Find(authority.Host))
        {
            if (route.Host.Opens(authority.Port))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Decides a request.</summary>
    public RouteVerdict Judge(in RouteRequest request)
    {
        CompiledRoute[] routes = Find(request.Authority.Host);
        bool known = false;
        GitAccess git = GitAccess.None;
        foreach (CompiledRoute route in routes)
        {
            if (!route.Host.Opens(request.Authority.Port))
            {
                continue;
            }

            if (!known)
            {
                known = true;
                git = GitRequest.Classify(request);
                if (git == GitAccess.Push)
                {
                    return new RouteVerdict(RouteOutcome.GitPushDenied);
                }
            }

            if (route.Holds(request))
            {
                return new RouteVerdict(OutcomeOf(route, request, git), route.Route, Git: git);
            }
        }

        return known
            ? new RouteVerdict(RouteOutcome.RouteNotMatched, Tried: OfPort(routes, request.Authority.Port))
            : new RouteVerdict(RouteOutcome.HostNotAllowed);
    }

    private static Route[] OfPort(CompiledRoute[] routes, int port) => [.. routes.Where(route => route.Host.Opens(port)).Select(route => route.Route)];

    private static RouteOutcome OutcomeOf(CompiledRoute route, in RouteRequest request, GitAccess git) => git switch
    {
        GitAccess.WebDav when !route.NamesMethod(request) => RouteOutcome.GitPushDenied,
        GitAccess.Fetch or GitAccess.LfsBatch when !route.Route.GitFetch => RouteOutcome.GitFetchDenied,
        _ => RouteOutcome.Allowed,
    };

    private CompiledRoute[] Find(HostName host)
    {
        string text = host.ToString();
        if (_exact.TryGetValue(text, out CompiledRoute[]? routes))
        {
            return routes;
        }

        if (host.Address is not null || _below.Count == 0)
        {
            return [];
        }

        // The narrowest wildcard first: its list includes the wider ones.
        for (int dot = text.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = text.IndexOf('.', dot + 1))
        {
            if (_belowText.TryGetValue(text.AsSpan(dot + 1), out routes))
            {
                return routes;
            }
        }

        return [];
    }

    private static CompiledRoute[] Merge(IEnumerable<CompiledRoute> some, IEnumerable<CompiledRoute> wider) =>
        [.. some.Concat(wider).OrderBy(route => route.Index)];
}
