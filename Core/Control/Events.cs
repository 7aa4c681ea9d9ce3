using System.Text.Json.Nodes;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>A proxy's event for the operator: a refusal, an admitted host, a warning.</summary>
/// <param name="Kind">One of the event names of docs/contracts.md, section 6.</param>
/// <param name="Time">The time of the event.</param>
/// <param name="Host">The destination as the agent wrote it, without control characters; null when unreadable.</param>
/// <param name="Method">The request's method, or CONNECT.</param>
/// <param name="Path">The canonical path without its query; null for a CONNECT.</param>
/// <param name="Status">The status of the response to the agent.</param>
/// <param name="Reason">The refusal's code, or null.</param>
/// <param name="Detail">A sentence for a person.</param>
public sealed record EgressEvent(
    EventKind Kind, DateTimeOffset Time, string? Host, string? Method, string? Path, int Status, string? Reason, string? Detail);

/// <summary>One event as it is stored and streamed; <c>log --json</c> prints it unchanged.</summary>
/// <param name="Seq">Its place in the host's history; a stream takes <c>after=Seq</c>.</param>
/// <param name="Time">The time of the event.</param>
/// <param name="Event">The kind of event.</param>
/// <param name="Run">The run's id; null for the host's own events.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Message">A sentence for a person.</param>
/// <param name="Audit">True for a decision (actor, action, reason): <c>log --audit</c> shows only these.</param>
/// <param name="Data">The figures, by kind of event.</param>
public sealed record LoggedEvent(
    long Seq, DateTimeOffset Time, EventKind Event, string? Run, string? Name, string Message, bool Audit, JsonObject? Data)
{
    /// <summary>The message with the refusal code, if the event's name is another: <c>POST api.example.com/v1 · budget_exhausted</c>.</summary>
    public string Text() =>
        Data?["reason"] is JsonValue value && value.TryGetValue(out string? reason) && reason.Length > 0
            && reason != WireNames.Of(Event) && !Message.Contains(reason, StringComparison.Ordinal)
            ? $"{Message} · {reason}"
            : Message;
}

/// <summary>An event and its repeats on one line: <c>POST api.example.com/v1 · budget_exhausted ×31</c>.</summary>
/// <param name="first">The first event.</param>
public sealed class FoldedEvent(LoggedEvent first)
{
    /// <summary>The first event; its number stays while repeats are added.</summary>
    public LoggedEvent First { get; } = first;

    /// <summary>The newest event.</summary>
    public LoggedEvent Newest { get; private set; } = first;

    /// <summary>The number of events.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The text without the count.</summary>
    public string Text => First.Text();

    /// <summary><c> ×31</c>; empty for a single event.</summary>
    public string Times => Count > 1 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" ×{Count}") : "";

    internal void Add(LoggedEvent repeat)
    {
        Newest = repeat;
        Count++;
    }
}
