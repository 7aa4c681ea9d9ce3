namespace BotBottle.Controller.Native;

/// <summary>A terminal that a child opens itself; the first one that a session's leader opens becomes its controlling terminal.</summary>
/// <param name="Path">The terminal's file.</param>
/// <param name="Numbers">The file descriptors in the child.</param>
internal sealed record TerminalMapping(string Path, IReadOnlyList<int> Numbers);
