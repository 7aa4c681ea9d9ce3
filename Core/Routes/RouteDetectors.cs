namespace BotBottle.Core.Routes;

/// <summary>The names of detectors in a route's <c>dlp</c>, and which of them are on where it names none.</summary>
public static class RouteDetectors
{
    /// <summary>Outbound: the public shapes of credentials.</summary>
    public const string TokenPatterns = "token_patterns";

    /// <summary>Outbound: the run's credentials and <c>dlp.known_secrets</c>, in every encoding that can be undone.</summary>
    public const string KnownSecrets = "known_secrets";

    /// <summary>Inbound: phrases of prompt injection.</summary>
    public const string NaiveInjection = "naive_injection_detection";

    /// <summary>Whether a route looks for something in requests: everything where it does not say.</summary>
    public static bool LooksOutFor(this Route route, string detector)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Dlp?.Outbound?.Contains(detector) ?? true;
    }

    /// <summary>Whether a route looks for injected instructions in answers: where it does not say, unless they are a built-in provider's own, in which models speak of prompts.</summary>
    /// <param name="route">The route.</param>
    /// <param name="isProvider">Whether its host is a provider's.</param>
    public static bool LooksForInjection(this Route route, bool isProvider)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Dlp?.Inbound?.Contains(NaiveInjection) ?? !isProvider;
    }
}
