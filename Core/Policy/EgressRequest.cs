using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Policy;

/// <summary>What the decision is about; the same facts whatever transport the request came by.</summary>
/// <param name="Authority">Where it goes.</param>
/// <param name="Tls">Whether the upstream is spoken to over TLS.</param>
/// <param name="Method">The method as sent.</param>
/// <param name="Path">The canonical path and the query.</param>
/// <param name="Fields">The header fields; null for none.</param>
/// <param name="IsWebSocket">Whether it asks to become a WebSocket.</param>
/// <param name="IsMessage">Whether it is a message on the WebSocket that it became, and no request.</param>
public readonly record struct EgressRequest(
    Authority Authority, bool Tls, string Method, CanonicalPath Path, HeaderTable? Fields, bool IsWebSocket, bool IsMessage = false);
