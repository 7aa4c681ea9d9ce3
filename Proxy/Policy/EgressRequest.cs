using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Policy;

/// <summary>What the decision is about; the same facts whatever transport the request came by.</summary>
/// <param name="Authority">Where it goes.</param>
/// <param name="Tls">Whether the upstream is spoken to over TLS.</param>
/// <param name="Method">The method as sent.</param>
/// <param name="Path">The canonical path, without query.</param>
/// <param name="IsWebSocket">Whether it asks to become a WebSocket.</param>
internal readonly record struct EgressRequest(Authority Authority, bool Tls, string Method, string Path, bool IsWebSocket);
