using System.Collections.Concurrent;
using System.Net.Sockets;
using BotBottle.Core.Control;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Pipeline;

/// <summary>The client connections of one run, from all its listeners: at most <see cref="Max"/> at once. They are ended together.</summary>
internal sealed class RunConnections(ClientSession session, InFlight inFlight) : IAsyncDisposable
{
    /// <summary>Far above the number that agents use. An agent that opens more waits in the backlog and delays only its own connections.</summary>
    public const int Max = 512;

    private readonly SemaphoreSlim _room = new(Max);
    private readonly ConcurrentDictionary<Socket, Task> _open = new(ReferenceEqualityComparer.Instance);
    private int _faults;
    private volatile bool _closing;

    /// <summary>The number of connections that ended because of an error in the proxy. Any other value than 0 is a bug.</summary>
    public int Faults => Volatile.Read(ref _faults);

    /// <summary>The number of open connections.</summary>
    public int Count => _open.Count;

    /// <summary>Waits until one more connection is allowed.</summary>
    public Task WaitForRoomAsync() => _room.WaitAsync();

    /// <summary>Gives the place back, because no connection was accepted.</summary>
    public void GiveUpRoom() => _room.Release();

    /// <summary>Starts to serve a connection. Call it once for each <see cref="WaitForRoomAsync"/>.</summary>
    public void Serve(Socket client, ListenerKind kind)
    {
        // Runs outside the accept loop; with inline completions, a busy first exchange would otherwise run in it. The task starts after it is registered,
        // because it removes itself.
        Task<Task> serve = new(() => ServeAsync(client, kind));
        _open[client] = serve.Unwrap();
        serve.Start(TaskScheduler.Default);
    }

    /// <summary>Ends every exchange, so that each is reported, and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        inFlight.EndAll(ExchangeEnd.ProxyDied);
        foreach (Socket client in _open.Keys)
        {
            client.Dispose();
        }
        await Task.WhenAll(_open.Values).ConfigureAwait(false);
    }

    private async Task ServeAsync(Socket client, ListenerKind kind)
    {
        try
        {
            if (TryPrepare(client))
            {
                await session.RunAsync(client, kind).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (_closing && exception is (SocketException or ObjectDisposedException or IOException))
        {
            // The socket was closed because the run ends.
        }
        catch (Exception exception)
        {
            Interlocked.Increment(ref _faults);
            // An error in the proxy ends this connection only, and is reported to the operator.
            await Console.Error.WriteLineAsync($"bot-bottle-proxy: a connection failed: {exception}").ConfigureAwait(false);
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
            _room.Release();
        }
    }

    private static bool TryPrepare(Socket client)
    {
        try
        {
            client.NoDelay = true;
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client left before it was served.
            return false;
        }
    }
}

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
