namespace BotBottle.Core.Routes;

/// <summary>A compiled <see cref="Routes.Route"/>.</summary>
internal sealed class CompiledRoute
{
    private readonly CompiledMatch[]? _matches;

    /// <param name="route">The route.</param>
    /// <param name="index">The route's index among all routes.</param>
    /// <exception cref="ArgumentException">The route is invalid.</exception>
    public CompiledRoute(Route route, int index)
    {
        Route = route;
        Index = index;
        Host = RouteHost.TryParse(route.Host, out RouteHost host) ? host : throw new ArgumentException($"'{route.Host}' is not a route's host", nameof(route));
        _matches = route.Matches?.Select(match => new CompiledMatch(match)).ToArray();
    }

    public Route Route { get; }

    /// <summary>The route's index among all routes.</summary>
    public int Index { get; }

    public RouteHost Host { get; }

    /// <summary>True if the route matches the request, whose host is known to match.</summary>
    public bool Holds(in RouteRequest request)
    {
        if (_matches is null)
        {
            return true;
        }

        foreach (CompiledMatch match in _matches)
        {
            if (match.Holds(request))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if a match of the request names its method.</summary>
    public bool NamesMethod(RouteRequest request) =>
        _matches is not null && Array.Exists(_matches, match => match.Names(request.Method) && match.Holds(request));
}
