using BotBottle.Controller.Folders;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>The masks of a whole bottle.</summary>
/// <param name="Paths">Paths that must be read-only mounts before the agent runs, and stay so.</param>
/// <param name="Covered">Paths that must stay covered by a mount that the agent may write, so that it cannot reach the host's files below.</param>
/// <param name="Placeholders">Placeholders that were created on the host for them.</param>
internal sealed record MaskSet(IReadOnlyList<string> Paths, IReadOnlyList<string> Covered, IReadOnlyList<Placeholder> Placeholders);
