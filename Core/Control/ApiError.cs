namespace BotBottle.Core.Control;

/// <summary>The body of every answer of the controller's API that is not 2xx.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What happened, where, and what to do: shown to the operator as it is.</param>
/// <param name="Question">With <see cref="NeedsYes"/>, what a yes is for: it goes back as <c>yes</c> (<see cref="Consent"/>).</param>
public sealed record ApiError(string Code, string Message, string? Question = null)
{
    /// <summary>The code of what was asked with <c>ask=true</c> and is not done without the operator's yes; without the parameter it is done.</summary>
    public const string NeedsYes = "needs_yes";
}
