using System.Text.Json.Nodes;

namespace BotBottle.Core.Control;

/// <summary>One event as it is stored and streamed: <c>log --json</c> prints it as it is.</summary>
/// <param name="Seq">Its place in the host's history; a stream takes <c>after=Seq</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Event">What happened.</param>
/// <param name="Run">The run's id; null for the host's own events.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Message">A sentence for a person.</param>
/// <param name="Audit">True for a decision (who, what, why): <c>log --audit</c> shows these alone.</param>
/// <param name="Data">The figures, by kind of event.</param>
public sealed record LoggedEvent(
    long Seq, DateTimeOffset Time, EventKind Event, string? Run, string? Name, string Message, bool Audit, JsonObject? Data)
{
    /// <summary>The message with the code of a refusal: <c>POST api.example.com/v1 · budget_exhausted</c>.</summary>
    public string Text() =>
        Data?["reason"] is JsonValue value && value.TryGetValue(out string? reason) && reason.Length > 0 && !Message.Contains(reason, StringComparison.Ordinal)
            ? $"{Message} · {reason}"
            : Message;
}
