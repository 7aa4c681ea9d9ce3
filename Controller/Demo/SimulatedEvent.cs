namespace BotBottle.Controller.Demo;

/// <summary>One event of a stream.</summary>
/// <param name="Name">The value of its <c>event</c> field; null where the format has none.</param>
/// <param name="Data">The value of its <c>data</c> field, one line.</param>
/// <param name="IsText">Whether it carries text of the answer, which is what gets paced.</param>
internal sealed record SimulatedEvent(string? Name, string Data, bool IsText = false);
