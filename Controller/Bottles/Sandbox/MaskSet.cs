namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>The masks of a whole bottle.</summary>
/// <param name="Paths">What must be a read-only mount before the agent runs, and stay one.</param>
/// <param name="Placeholders">What was put on the host for it.</param>
internal sealed record MaskSet(IReadOnlyList<string> Paths, IReadOnlyList<Placeholder> Placeholders);
