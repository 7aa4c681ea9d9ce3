namespace BotBottle.Core.Routes;

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
