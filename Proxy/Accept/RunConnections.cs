using System.Collections.Concurrent;
using System.Net.Sockets;
using BotBottle.Core.Control;
using BotBottle.Proxy.Connect;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Accept;

/// <summary>The client connections of one run, over all its listeners: no more than <see cref="Max"/> at once, and all to be ended together.</summary>
internal sealed class RunConnections(ClientSession session, InFlight inFlight) : IAsyncDisposable
{
    /// <summary>Far above what agents use; an agent that opens more waits in the backlog, with its own connections alone.</summary>
    public const int Max = 512;

    private readonly SemaphoreSlim _room = new(Max);
    private readonly ConcurrentDictionary<Socket, Task> _open = new(ReferenceEqualityComparer.Instance);
    private int _faults;
    private volatile bool _closing;

    /// <summary>How many connections ended by a fault of ours: 0, or there is a bug.</summary>
    public int Faults => Volatile.Read(ref _faults);

    /// <summary>How many are open.</summary>
    public int Count => _open.Count;

    /// <summary>Waits until there may be one more.</summary>
    public Task WaitForRoomAsync() => _room.WaitAsync();

    /// <summary>The one more did not come.</summary>
    public void GiveUpRoom() => _room.Release();

    /// <summary>Begins to serve a connection; to be called once for each <see cref="WaitForRoomAsync"/>.</summary>
    public void Serve(Socket client, ListenerKind kind)
    {
        // Off the accept loop: with inline completions a busy first exchange would otherwise run in it. Begun when it is among the open ones: it removes
        // itself.
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
            // Its socket was closed under it, because the run ends.
        }
        catch (Exception exception)
        {
            Interlocked.Increment(ref _faults);
            // A fault of ours: this connection is gone, and a person should hear of it. The others go on.
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
            // It went before it was looked at, and nobody is there to be told.
            return false;
        }
    }
}
