using BotBottle.Core.Http1;
using BotBottle.Proxy.Bodies;
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
