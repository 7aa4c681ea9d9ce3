using BotBottle.Core.Http1;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>A request that is being sent on a connection, and the head of its response.</summary>
/// <param name="Connection">The connection; its <see cref="UpstreamConnection.Head"/> is the response's if <paramref name="Response"/> is
/// <see cref="HeadStatus.Done"/>.</param>
/// <param name="Pump">Sends the request.</param>
/// <param name="Sending">Completes when the request is sent or has failed.</param>
/// <param name="Response">The result of waiting for the response's head.</param>
/// <param name="Framing">The framing of the response's body.</param>
internal sealed record UpstreamRound(
    UpstreamConnection Connection, IRequestPump Pump, Task<RequestEnd> Sending, HeadStatus Response, MessageFraming Framing)
{
    /// <summary>
    /// True if the connection died while it was idle: no byte of a response arrived, so that the request may be sent again on another connection.
    /// </summary>
    public bool WasStale => Response == HeadStatus.Absent && Connection.IsReused;

    /// <summary>True if the response arrived before its request was complete.</summary>
    public bool IsEarly => Pump.NeedsClient;

    /// <summary>Stops sending the request, and ends any wait of the pump.</summary>
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
