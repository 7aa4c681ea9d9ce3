namespace BotBottle.Core.Control;

/// <summary>The body of every answer of the controller's API that is not 2xx.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What happened, where, and what to do: shown to the operator as it is.</param>
public sealed record ApiError(string Code, string Message);
