using BotBottle.Controller.Folders;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>The masks of a whole bottle.</summary>
/// <param name="Paths">What must be a read-only mount before the agent runs, and stay one.</param>
/// <param name="Covered">What must stay covered by a mount, which the agent may write: what lies below on the host is out of its reach.</param>
/// <param name="Placeholders">What was put on the host for it.</param>
internal sealed record MaskSet(IReadOnlyList<string> Paths, IReadOnlyList<string> Covered, IReadOnlyList<Placeholder> Placeholders);
