using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Client;

/// <summary>A client's connection and the state that its requests share: memory for one head, one body at a time, and the scope of all of them.</summary>
internal sealed class ClientConnection(PeerConnection peer, ClientScope scope)
{
    public PeerConnection Peer => peer;

    public ClientScope Scope => scope;

    public RequestHead Head { get; } = new();

    /// <summary>The parts of the head that is being searched.</summary>
    public List<HeadPart> Parts { get; } = [];

    public BodyReader Body { get; } = new(peer, BodyPace.OfRequests);
}

/// <summary>The properties of all requests on a client's connection, known before a head is read.</summary>
/// <param name="Authority">The destination of all requests: the authority of the CONNECT request, or the server name at a TLS listener. Null if each request
/// names its own.</param>
/// <param name="Tls">True if the client uses TLS; the upstream connection then does, too.</param>
/// <param name="IsForwardProxy">True if request targets must be absolute, as for a proxy.</param>
/// <param name="ServerName">The server name of the client's handshake if it differs from the authority's host; every request is then refused with 421.</param>
internal sealed record ClientScope(Authority? Authority, bool Tls, bool IsForwardProxy, string? ServerName = null)
{
    /// <summary>The scope at a listener for proxy requests.</summary>
    public static ClientScope ForwardProxy { get; } = new(null, false, true);

    /// <summary>The scope at a listener on port 80 for clients without a proxy setting.</summary>
    public static ClientScope PlainServer { get; } = new(null, false, false);
}
