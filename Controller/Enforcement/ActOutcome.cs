namespace BotBottle.Controller.Enforcement;

/// <summary>Result of an operator's action for one run.</summary>
/// <param name="Refused">The reason why nothing was done; null if the run is as the operator wants it.</param>
/// <param name="Note">A remark for the operator; null for none.</param>
internal readonly record struct ActOutcome(string? Refused, string? Note)
{
    /// <summary>The result of a successful action.</summary>
    public static ActOutcome Done { get; }

    /// <summary>Makes the result of a successful action with a remark.</summary>
    public static ActOutcome With(string note) => new(null, note);

    /// <summary>Makes the result of a refused action.</summary>
    public static ActOutcome No(string why) => new(why, null);
}
