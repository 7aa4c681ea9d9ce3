using System.Net.Sockets;
using BotBottle.Core.Control;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Pipeline;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Connect;

/// <summary>Serves one accepted connection by what its listener is for.</summary>
/// <param name="tunnel">For clients that speak TLS at once.</param>
/// <param name="proxy">The loop of proxy listeners: it opens tunnels.</param>
/// <param name="server">The loop of clients that know nothing of a proxy.</param>
/// <param name="clock">The clock of every limit of a connection.</param>
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
