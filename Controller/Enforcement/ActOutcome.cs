namespace BotBottle.Controller.Enforcement;

/// <summary>What an operator's action came to for one run.</summary>
/// <param name="Refused">Why nothing was done; null when the run is as the operator wants it.</param>
/// <param name="Note">What is to be said beside it; null for nothing.</param>
internal readonly record struct ActOutcome(string? Refused, string? Note)
{
    /// <summary>It was done.</summary>
    public static ActOutcome Done { get; }

    /// <summary>The run is as the operator wants it, and something is to be said.</summary>
    public static ActOutcome With(string note) => new(null, note);

    /// <summary>Nothing was done.</summary>
    public static ActOutcome No(string why) => new(why, null);
}
