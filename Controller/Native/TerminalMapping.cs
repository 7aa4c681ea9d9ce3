namespace BotBottle.Controller.Native;

/// <summary>A terminal that a child opens for itself; the first one that the leader of a session opens controls it.</summary>
/// <param name="Path">The terminal's file.</param>
/// <param name="Numbers">The descriptors under which the child finds it.</param>
internal sealed record TerminalMapping(string Path, IReadOnlyList<int> Numbers);
