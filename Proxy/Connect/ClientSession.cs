using System.Net.Sockets;
using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Pipeline;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Connect;

/// <summary>Serves one accepted connection by what its listener is for.</summary>
internal sealed class ClientSession
{
    private readonly ServedRun _run;
    private readonly RequestLoop _loop;
    private readonly Tunnel _tunnel;

    public ClientSession(ServedRun run)
    {
        _run = run;
        _loop = new RequestLoop(run);
        _tunnel = new Tunnel(run, _loop);
    }

    public async Task RunAsync(Socket socket, ListenerKind kind)
    {
        PeerConnection plain = new(new SocketStream(socket), _run.Clock);
        await using (plain.ConfigureAwait(false))
        {
            if (kind == ListenerKind.Tls)
            {
                await _tunnel.AcceptAsync(plain).ConfigureAwait(false);
                return;
            }
            ClientScope scope = kind == ListenerKind.Proxy ? ClientScope.ForwardProxy : ClientScope.PlainServer;
            Authority? connect = await _loop.RunAsync(new ClientConnection(plain, scope)).ConfigureAwait(false);
            if (connect is { } authority)
            {
                await _tunnel.OpenAsync(plain, authority).ConfigureAwait(false);
                return;
            }
            await plain.CloseAsync().ConfigureAwait(false);
        }
    }
}
