namespace BotBottle.Core.Control;

/// <summary>A host that a run asked for and its allowlist does not hold.</summary>
/// <param name="Host">The host with its port, as events name it: an agent chose it.</param>
/// <param name="Method">The method of the first such request; null where only the host is known.</param>
/// <param name="Path">The path of the first such request; null where only the host is known.</param>
/// <param name="Count">The refused requests that events tell of.</param>
public sealed record RefusedHost(string Host, string? Method, string? Path, long Count);
