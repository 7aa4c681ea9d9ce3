using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// Serves one request after another on a client's connection (spine steps 3 and 12). Pipelined requests wait in the kernel, and each gets its own decision. One
/// loop serves the connections of proxy listeners and opens tunnels; another serves the requests inside tunnels and at server listeners and opens none.
/// </summary>
/// <param name="runner">Serves each request.</param>
/// <param name="refusing">Refuses invalid requests.</param>
/// <param name="password">The password that a client of a proxy listener must present; null for none.</param>
/// <param name="openTunnel">Responds to a CONNECT request, serves the requests inside the tunnel and closes the connection; null for clients without a proxy
/// setting.</param>
internal sealed class RequestLoop(
    ExchangeRunner runner, RefusalStage refusing, string? password = null, Func<PeerConnection, Authority, ValueTask>? openTunnel = null)
{
    /// <summary>Serves a connection, or the tunnel that it becomes, to its end, and closes it.</summary>
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
                keep = await refusing.RefuseBadAsync(client, null, 407, "this proxy requires the run's own password", mayKeep: bare).ConfigureAwait(false);
                continue;
            }
            if (openTunnel is not null && IsConnect(client.Head, out Authority authority))
            {
                PeerConnection peer = client.Peer;
                // A tunnel may live for hours and does not need the memory for this level's heads.
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
