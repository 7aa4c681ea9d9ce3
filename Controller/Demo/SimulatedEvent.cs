namespace BotBottle.Controller.Demo;

/// <summary>One event of a stream.</summary>
/// <param name="Name">The value of its <c>event</c> field; null if the format has none.</param>
/// <param name="Data">The value of its <c>data</c> field, one line.</param>
/// <param name="IsText">True if it carries text of the response, which is paced.</param>
internal sealed record SimulatedEvent(string? Name, string Data, bool IsText = false);
