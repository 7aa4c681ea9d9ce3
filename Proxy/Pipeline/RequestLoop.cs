using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// One request after the other on a client's connection (spine steps 3 and 12): what was pipelined waits in the kernel until its turn comes, and each is
/// decided on anew. There is one loop for a proxy listener's connections, which opens tunnels, and one for all that is inside of them and for servers'
/// connections, which does not.
/// </summary>
/// <param name="runner">Serves each request.</param>
/// <param name="refusing">Refuses what is no request.</param>
/// <param name="password">What a proxy listener's client has to present; null for nothing.</param>
/// <param name="openTunnel">Answers a CONNECT, serves what comes through the tunnel, and closes the connection; null where clients are not told of a
/// proxy.</param>
internal sealed class RequestLoop(
    ExchangeRunner runner, RefusalStage refusing, string? password = null, Func<PeerConnection, Authority, ValueTask>? openTunnel = null)
{
    /// <summary>Serves until the connection is done with, or the tunnel that it has become, and closes it.</summary>
    public async ValueTask RunAsync(ClientConnection client)
    {
        bool keep = true;
        while (keep)
        {
            HeadStatus status = await RequestHeadReader.ReadAsync(client.Peer, client.Head).ConfigureAwait(false);
            if (status is HeadStatus.Absent or HeadStatus.Truncated)
            {
                break;
            }
            client.Body.Begin(MessageFraming.None);
            if (status == HeadStatus.Rejected)
            {
                Rejection rejection = Rejection.Of(client.Head.Rejection);
                keep = await refusing.RefuseBadAsync(client, null, rejection.Status, rejection.Text).ConfigureAwait(false);
                continue;
            }
            if (openTunnel is not null && password is not null && !ProxyPassword.IsPresented(client.Head.Fields, password))
            {
                // Only a request without a body leaves the connection in a known state.
                bool bare = MessageFraming.OfRequest(client.Head, out MessageFraming framing) == RejectionReason.None && framing.Kind == FramingKind.None;
                keep = await refusing.RefuseBadAsync(client, null, 407, "this proxy asks for the run's own password", mayKeep: bare).ConfigureAwait(false);
                continue;
            }
            if (openTunnel is not null && IsConnect(client.Head, out Authority authority))
            {
                PeerConnection peer = client.Peer;
                // A tunnel may live for hours, and needs nothing of the memory for this level's heads.
                client = null!;
                await openTunnel(peer, authority).ConfigureAwait(false);
                return;
            }
            keep = await runner.RunAsync(client).ConfigureAwait(false);
            client.Body.End();
        }
        await client.Peer.CloseAsync().ConfigureAwait(false);
    }

    private static bool IsConnect(RequestHead head, out Authority authority)
    {
        authority = default;
        return head.KnownMethod == RequestMethod.Connect && MessageFraming.OfRequest(head, out _) == RejectionReason.None
            && head.TryGetAuthority(443, out authority);
    }
}
