using System.Text.Json.Nodes;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>An event before the store gives it its place.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Run">The run's id; null for the host's own.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Message">A sentence for a person.</param>
/// <param name="Audit">True for a decision.</param>
/// <param name="Data">The figures.</param>
internal sealed record EventDraft(
    DateTimeOffset Time, EventKind Kind, string? Run, string? Name, string Message, bool Audit, JsonObject? Data = null);
