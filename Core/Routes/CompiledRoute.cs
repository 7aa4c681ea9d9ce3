namespace BotBottle.Core.Routes;

/// <summary>A <see cref="Routes.Route"/>, ready to be asked.</summary>
internal sealed class CompiledRoute
{
    private readonly CompiledMatch[]? _matches;

    /// <param name="route">The route.</param>
    /// <param name="index">Its place among all routes.</param>
    /// <exception cref="ArgumentException">It is not as a reader checks it.</exception>
    public CompiledRoute(Route route, int index)
    {
        Route = route;
        Index = index;
        Host = RouteHost.TryParse(route.Host, out RouteHost host) ? host : throw new ArgumentException($"'{route.Host}' is not a route's host", nameof(route));
        _matches = route.Matches?.Select(match => new CompiledMatch(match)).ToArray();
    }

    public Route Route { get; }

    /// <summary>Its place among all routes.</summary>
    public int Index { get; }

    public RouteHost Host { get; }

    /// <summary>Whether the request is one that the route speaks of; its host is known to fit.</summary>
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

    /// <summary>Whether a match that holds is written for the request's method.</summary>
    public bool NamesMethod(RouteRequest request) =>
        _matches is not null && Array.Exists(_matches, match => match.Names(request.Method) && match.Holds(request));
}
