using System.Text;
using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.WebSockets;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// Runs a WebSocket after its 101 (spine step 10): the client gets a 101 of the proxy's own, and both connections carry frames until they end.
/// </summary>
internal sealed class WebSocketStage(MessageRules rules, Journal journal)
{
    public async ValueTask RunAsync(Exchange exchange, UpstreamRound round)
    {
        ClientConnection client = exchange.Client;
        // An upstream may respond as soon as it has the key, while the head is still being written. Only one writer is allowed at a time.
        await round.Sending.ConfigureAwait(false);
        WriteHead(client, round.Connection.Head);
        journal.Allowed(exchange, round.Connection.Head.StatusCode, ExchangeEnd.Complete);
        if (await client.Peer.FlushAsync().ConfigureAwait(false))
        {
            using SocketRelay relay = new(rules, exchange, round.Connection.Peer);
            await relay.RunAsync().ConfigureAwait(false);
            if (relay.HasClosedUpstream)
            {
                // A reset could overtake the close frame and discard it before it is read.
                await round.Connection.Peer.CloseAsync().ConfigureAwait(false);
            }
        }
        exchange.EndAs(ExchangeEnd.ClientAborted);
        await exchange.DropAsync(round.Connection).ConfigureAwait(false);
    }

    private static void WriteHead(ClientConnection client, ResponseHead head)
    {
        client.Head.Fields.TryGet(WebSocketHandshake.KeyField, out ReadOnlySpan<byte> key);
        HeadWriter.WriteStatusLine(client.Peer.Output, 101, "Switching Protocols"u8);
        HopByHop hops = new(head.Fields);
        foreach (HeaderField field in head.Fields)
        {
            if (!hops.Drops(field) && !WebSocketHandshake.IsHopField(field.Name) && !field.Is("alt-svc"u8))
            {
                HeadWriter.WriteField(client.Peer.Output, field);
            }
        }
        HeadWriter.WriteField(client.Peer.Output, "Connection"u8, "Upgrade"u8);
        HeadWriter.WriteField(client.Peer.Output, "Upgrade"u8, WebSocketHandshake.Protocol);
        HeadWriter.WriteField(client.Peer.Output, "Sec-WebSocket-Accept"u8, Encoding.ASCII.GetBytes(WebSocketHandshake.AcceptFor(key)));
        HeadWriter.WriteEnd(client.Peer.Output);
    }
}
