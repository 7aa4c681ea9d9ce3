namespace BotBottle.Core.Routes;

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
