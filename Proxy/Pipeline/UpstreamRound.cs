using BotBottle.Core.Http1;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>A request under way on a connection, and the head of its response.</summary>
/// <param name="Connection">The connection; its <see cref="UpstreamConnection.Head"/> is the response's where <paramref name="Response"/> is done.</param>
/// <param name="Pump">What sends the request.</param>
/// <param name="Sending">Ends when the request is sent, or cannot be.</param>
/// <param name="Response">What came of waiting for the response's head.</param>
/// <param name="Framing">How the response's body is framed.</param>
internal sealed record UpstreamRound(
    UpstreamConnection Connection, RequestPump Pump, Task<RequestEnd> Sending, HeadStatus Response, MessageFraming Framing)
{
    /// <summary>Whether the connection had died while it was idle: nothing of the request was answered, so that it may go out again on another.</summary>
    public bool WasStale => Response == HeadStatus.Absent && Connection.IsReused;

    /// <summary>Whether the response came before its request was whole.</summary>
    public bool IsEarly => Pump.NeedsClient;

    /// <summary>Nothing more of the request is wanted: whatever the pump still waits for ends.</summary>
    public async ValueTask<RequestEnd> StopSendingAsync(ClientConnection client)
    {
        if (IsEarly)
        {
            Connection.Peer.Abort("answered before the request was whole");
            client.Peer.StopReading();
        }
        return await Sending.ConfigureAwait(false);
    }
}
