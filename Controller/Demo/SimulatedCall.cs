using BotBottle.Core.Usage;

namespace BotBottle.Controller.Demo;

/// <summary>One model call as the simulated provider saw it: the other side of the ledger.</summary>
/// <param name="Path">The request's path.</param>
/// <param name="Streamed">Whether an event stream was asked for.</param>
/// <param name="Credential">The key that came with it, without its scheme; null when none did.</param>
/// <param name="Usage">The tokens that were reported.</param>
/// <param name="OverWebSocket">Whether it came as a message on a WebSocket.</param>
internal sealed record SimulatedCall(string Path, bool Streamed, string? Credential, TokenUsage Usage, bool OverWebSocket = false);
