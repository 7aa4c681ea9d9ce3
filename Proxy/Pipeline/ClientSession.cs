using System.Net.Sockets;
using BotBottle.Core.Control;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Pipeline;

/// <summary>Serves one accepted connection according to the kind of its listener.</summary>
/// <param name="tunnel">Serves clients that begin with TLS.</param>
/// <param name="proxy">The loop for proxy listeners, which opens tunnels.</param>
/// <param name="server">The loop for clients without a proxy setting.</param>
/// <param name="clock">The clock for the limits of a connection.</param>
internal sealed class ClientSession(Tunnel tunnel, RequestLoop proxy, RequestLoop server, DeadlineClock clock)
{
    public async Task RunAsync(Socket socket, ListenerKind kind)
    {
        PeerConnection plain = new(new SocketStream(socket), clock);
        await using (plain.ConfigureAwait(false))
        {
            switch (kind)
            {
                case ListenerKind.Tls:
                    await tunnel.AcceptAsync(plain).ConfigureAwait(false);
                    break;
                case ListenerKind.Proxy:
                    await proxy.RunAsync(new ClientConnection(plain, ClientScope.ForwardProxy)).ConfigureAwait(false);
                    break;
                default:
                    await server.RunAsync(new ClientConnection(plain, ClientScope.PlainServer)).ConfigureAwait(false);
                    break;
            }
        }
    }
}
