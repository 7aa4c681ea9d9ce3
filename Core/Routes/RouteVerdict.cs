using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Routes;

/// <summary>What of a request routes are matched on; the same whatever transport it came by.</summary>
/// <param name="Authority">Where it goes.</param>
/// <param name="Method">The method as sent.</param>
/// <param name="Path">The canonical path with its query.</param>
/// <param name="Fields">Its header fields; null for none.</param>
public readonly record struct RouteRequest(Authority Authority, string Method, CanonicalPath Path, HeaderTable? Fields);

/// <summary>The routes' answer to a request. The default value denies.</summary>
/// <param name="Outcome">Yes, or which no.</param>
/// <param name="Route">The route that decided; null where none did.</param>
/// <param name="Tried">The routes of the host that do not match, where none does.</param>
/// <param name="Git">What the request does to a git repository, where it may go.</param>
public readonly record struct RouteVerdict(
    RouteOutcome Outcome, Route? Route = null, IReadOnlyList<Route>? Tried = null, GitAccess Git = GitAccess.None)
{
    private const int MostNamed = 5;

    /// <summary>The rule in words, with file, line and host; null where no rule speaks of the host.</summary>
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

/// <summary>What routes say of a request.</summary>
public enum RouteOutcome
{
    /// <summary>No route names the host, or none its port.</summary>
    HostNotAllowed,

    /// <summary>Routes name the host, and none of them matches.</summary>
    RouteNotMatched,

    /// <summary>It writes to a git repository.</summary>
    GitPushDenied,

    /// <summary>It reads a git repository, and the route that decides does not allow that.</summary>
    GitFetchDenied,

    /// <summary>It may go.</summary>
    Allowed,
}
