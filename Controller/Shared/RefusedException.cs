namespace BotBottle.Controller.Shared;

/// <summary>Thrown when a request of an operator or a run is refused; the message gives the reason and the alternative.</summary>
/// <param name="code">Code for programs.</param>
/// <param name="message">A sentence for the operator.</param>
/// <param name="reason">Category of the refusal.</param>
internal sealed class RefusedException(string code, string message, RefusalReason reason = RefusalReason.Conflict) : Exception(message)
{
    /// <summary>Code for programs.</summary>
    public string Code => code;

    /// <summary>The question that the operator can confirm; null if a confirmation does not help.</summary>
    public string? Question { get; init; }

    /// <summary>Category of the refusal.</summary>
    public RefusalReason Reason => reason;
}

/// <summary>Category of a <see cref="RefusedException"/>.</summary>
internal enum RefusalReason
{
    /// <summary>The present state does not allow it.</summary>
    Conflict,

    /// <summary>The request names something that does not exist.</summary>
    NotFound,

    /// <summary>The request is invalid.</summary>
    Invalid,

    /// <summary>The caller is not authorized.</summary>
    Unauthorized,

    /// <summary>The request exceeds a limit.</summary>
    TooMuch,
}
