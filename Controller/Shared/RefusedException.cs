namespace BotBottle.Controller.Shared;

/// <summary>What an operator or a run asks for cannot be done; the message says why, and what to do instead.</summary>
/// <param name="code">A word for programs.</param>
/// <param name="message">A sentence for the operator.</param>
/// <param name="reason">What kind of no it is.</param>
internal sealed class RefusedException(string code, string message, RefusalReason reason = RefusalReason.Conflict) : Exception(message)
{
    /// <summary>A word for programs.</summary>
    public string Code => code;

    /// <summary>What an operator's yes would be for; null where none helps.</summary>
    public string? Question { get; init; }

    /// <summary>What kind of no it is.</summary>
    public RefusalReason Reason => reason;
}
