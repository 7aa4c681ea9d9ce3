namespace BotBottle.Core.Control;

/// <summary>The body of every answer of the controller's API that is not 2xx.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What happened, where, and what to do: shown to the operator as it is.</param>
public sealed record ApiError(string Code, string Message)
{
    /// <summary>The code of what was asked with <c>ask=true</c> and is not done without the operator's yes; without the parameter it is done.</summary>
    public const string NeedsYes = "needs_yes";
}
