using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Routes;

/// <summary>The facts of a request that routes match, the same for every transport.</summary>
/// <param name="Authority">The destination.</param>
/// <param name="Method">The method as sent.</param>
/// <param name="Path">The canonical path with its query.</param>
/// <param name="Fields">Its header fields; null for none.</param>
public readonly record struct RouteRequest(Authority Authority, string Method, CanonicalPath Path, HeaderTable? Fields);

/// <summary>The routes' verdict on a request. The default value denies.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Route">The deciding route; null for none.</param>
/// <param name="Tried">The routes of the host, if none of them matches.</param>
/// <param name="Git">The access to a git repository, if the request is allowed.</param>
public readonly record struct RouteVerdict(
    RouteOutcome Outcome, Route? Route = null, IReadOnlyList<Route>? Tried = null, GitAccess Git = GitAccess.None)
{
    private const int MostNamed = 5;

    /// <summary>The rule in words, with file, line and host; null if no rule has the host.</summary>
    public string? Rule => (Outcome, Route, Tried) switch
    {
        (RouteOutcome.GitPushDenied, _, _) => "built in: no git push over HTTPS",
        (_, { } route, _) => route.Describe(),
        (_, null, { Count: > 0 } tried) =>
            "none of " + string.Join(", ", tried.Take(MostNamed).Select(route => route.Describe()))
            + (tried.Count > MostNamed ? $" and {tried.Count - MostNamed} more" : ""),
        _ => null,
    };
}

/// <summary>Outcome of the routes' decision.</summary>
public enum RouteOutcome
{
    /// <summary>No route has the host and its port.</summary>
    HostNotAllowed,

    /// <summary>Routes have the host, and none of them matches.</summary>
    RouteNotMatched,

    /// <summary>The request writes to a git repository.</summary>
    GitPushDenied,

    /// <summary>The request reads a git repository, and the deciding route does not allow it.</summary>
    GitFetchDenied,

    /// <summary>The request is allowed.</summary>
    Allowed,
}
