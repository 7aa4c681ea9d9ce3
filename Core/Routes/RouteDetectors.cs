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

    /// <summary>Inbound: text that a reader does not see and a model reads.</summary>
    public const string HiddenText = "hidden_text";

    /// <summary>True if a route runs a detector on requests; by default all of them.</summary>
    public static bool LooksOutFor(this Route route, string detector)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Dlp?.Outbound?.Contains(detector) ?? true;
    }
}
