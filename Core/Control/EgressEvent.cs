namespace BotBottle.Core.Control;

/// <summary>Something a proxy did that an operator may want to see: a refusal, an admitted host, a warning.</summary>
/// <param name="Kind">One of the event names of docs/contracts.md, section 6.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Host">The destination as the agent wrote it, stripped of control characters; null when unreadable.</param>
/// <param name="Method">The request's method, or CONNECT.</param>
/// <param name="Path">The canonical path without its query; null for a CONNECT.</param>
/// <param name="Status">The status that the agent got.</param>
/// <param name="Reason">The refusal's code, or null.</param>
/// <param name="Detail">A sentence for a person.</param>
public sealed record EgressEvent(
    EventKind Kind, DateTimeOffset Time, string? Host, string? Method, string? Path, int Status, string? Reason, string? Detail);
