using BotBottle.Core.Usage;

namespace BotBottle.Controller.Demo;

/// <summary>One model call as the simulated provider saw it, to compare with the ledger.</summary>
/// <param name="Path">The request's path.</param>
/// <param name="Streamed">True if an event stream was requested.</param>
/// <param name="Credential">The key of the request without its scheme; null if it had none.</param>
/// <param name="Usage">The reported tokens.</param>
/// <param name="OverWebSocket">True if it was a message on a WebSocket.</param>
internal sealed record SimulatedCall(string Path, bool Streamed, string? Credential, TokenUsage Usage, bool OverWebSocket = false);
