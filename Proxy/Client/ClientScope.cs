using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Client;

/// <summary>What is known of every request on a client's connection before its head is read.</summary>
/// <param name="Authority">Where all of them go: the CONNECT's authority, or the server name of a TLS listener; null where each says it itself.</param>
/// <param name="Tls">Whether the client speaks TLS here, and so the upstream will be spoken to.</param>
/// <param name="IsForwardProxy">Whether targets have to be absolute, as to a proxy.</param>
/// <param name="ServerName">The server name of the client's handshake where it is not the authority's host: everything is then answered 421.</param>
internal sealed record ClientScope(Authority? Authority, bool Tls, bool IsForwardProxy, string? ServerName = null)
{
    /// <summary>A listener for proxy requests.</summary>
    public static ClientScope ForwardProxy { get; } = new(null, false, true);

    /// <summary>A listener on port 80 for clients that know nothing of a proxy.</summary>
    public static ClientScope PlainServer { get; } = new(null, false, false);
}
