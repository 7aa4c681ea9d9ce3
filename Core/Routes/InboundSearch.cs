namespace BotBottle.Core.Routes;

/// <summary>A route's search of responses: what it looks for, and what a match does.</summary>
/// <param name="Phrases">True if the phrases of <see cref="RouteDetectors.NaiveInjection"/> are looked for.</param>
/// <param name="HiddenText">True if hidden text is looked for.</param>
/// <param name="WithholdsPhrases">True if two kinds of phrases near each other withhold the response; otherwise they are logged.</param>
/// <param name="WithholdsHiddenText">The same for hidden text.</param>
public readonly record struct InboundSearch(bool Phrases, bool HiddenText, bool WithholdsPhrases, bool WithholdsHiddenText)
{
    /// <summary>True if responses are searched.</summary>
    public bool IsOn => Phrases || HiddenText;

    /// <summary>The search in a sentence, for people.</summary>
    public string InWords() => !IsOn ? "its response is not searched for injected instructions"
        : "its response is searched for injected instructions (injection_warn, injection_detected): " + (WithholdsPhrases, WithholdsHiddenText) switch
        {
            (true, true) => "phrases of both kinds close together, or hidden text, withhold it",
            (true, false) => "phrases of both kinds close together withhold it",
            (false, true) => "hidden text withholds it",
            _ => "a find is logged, and the response passes",
        };

    /// <summary>
    /// The search of a route. By default both detectors run and log, except for a built-in provider's responses, in which models write about prompts. A route
    /// that names <see cref="RouteDetectors.NaiveInjection"/> withholds what it matches, unless it says otherwise. Hidden text is withheld only where the route
    /// says so.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="isProvider">True if its host is a provider's.</param>
    public static InboundSearch Of(Route route, bool isProvider)
    {
        ArgumentNullException.ThrowIfNull(route);
        if (route.Dlp?.OnInboundMatch == InboundReaction.Off)
        {
            return default;
        }

        bool Runs(string detector) => route.Dlp?.Inbound?.Contains(detector) ?? !isProvider;
        bool phrases = Runs(RouteDetectors.NaiveInjection);
        bool hidden = Runs(RouteDetectors.HiddenText);
        bool withholds = route.Dlp?.OnInboundMatch == InboundReaction.Withhold;
        bool names = route.Dlp is { Inbound: not null, OnInboundMatch: null };
        return new InboundSearch(phrases, hidden, phrases && (withholds || names), hidden && withholds);
    }
}
