using System.Text.Json.Nodes;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>An event before the store assigns its position.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Run">The run's id; null for an event of the host.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Audit">True for a decision.</param>
/// <param name="Data">The figures.</param>
internal sealed record EventDraft(
    DateTimeOffset Time, EventKind Kind, string? Run, string? Name, string Message, bool Audit, JsonObject? Data = null);
