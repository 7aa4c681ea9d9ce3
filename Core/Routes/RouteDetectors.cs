namespace BotBottle.Core.Routes;

/// <summary>The names of detectors in a route's <c>dlp</c>, and the defaults.</summary>
public static class RouteDetectors
{
    /// <summary>Outbound: the public shapes of credentials.</summary>
    public const string TokenPatterns = "token_patterns";

    /// <summary>Outbound: the run's credentials and <c>dlp.known_secrets</c>, in every reversible encoding.</summary>
    public const string KnownSecrets = "known_secrets";

    /// <summary>Inbound: phrases of prompt injection.</summary>
    public const string NaiveInjection = "naive_injection_detection";

    /// <summary>True if a route runs a detector on requests; by default all of them.</summary>
    public static bool LooksOutFor(this Route route, string detector)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Dlp?.Outbound?.Contains(detector) ?? true;
    }

    /// <summary>
    /// True if a route searches responses for injections. The default is on, except for a built-in provider's responses, in which models write about prompts.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="isProvider">True if its host is a provider's.</param>
    public static bool LooksForInjection(this Route route, bool isProvider)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Dlp?.Inbound?.Contains(NaiveInjection) ?? !isProvider;
    }
}
