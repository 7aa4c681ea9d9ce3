using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>The idle connections of one run. The one used last is used next, so that the others can grow old and close.</summary>
internal sealed class UpstreamPool(UpstreamDialer dialer) : IAsyncDisposable
{
    private const int IdlePerTarget = 16;

    /// <summary>Below the shortest keep-alive of common servers and balancers (60 s), so that we close first and not in the middle of a request.</summary>
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(50);

    /// <summary>So that a change in DNS, or of a certificate, is seen.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<UpstreamTarget, List<UpstreamConnection>> _idle = [];
    private bool _closed;

    /// <summary>An idle connection that has rested for less than <paramref name="mostRest"/>, else a new one; or why there is none.</summary>
    public async ValueTask<(UpstreamConnection? Connection, UpstreamFault? Fault)> RentAsync(
        UpstreamTarget target, TimeSpan mostRest, CancellationToken cancel)
    {
        while (TakeIdle(target, mostRest) is { } connection)
        {
            if (connection.IsStillSilent && connection.Age < MaxAge)
            {
                return (connection, null);
            }
            connection.Peer.Abort("idle for too long, closed, or spoke out of turn");
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        return await dialer.DialAsync(target, cancel).ConfigureAwait(false);
    }

    /// <summary>Takes back a connection on which a whole exchange has passed.</summary>
    public async ValueTask ReturnAsync(UpstreamConnection connection)
    {
        TimeSpan limit = KeepAliveField.IdleLimit(connection.Head.Fields, IdleLimit);
        if (limit > TimeSpan.Zero && connection.Rest(limit) is { } silence && TryKeep(connection))
        {
            _ = DropWhenBrokenAsync(connection, silence);
            return;
        }
        connection.Peer.Abort("not to be used again");
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        List<UpstreamConnection> all;
        lock (_lock)
        {
            _closed = true;
            all = [.. _idle.Values.SelectMany(list => list)];
            _idle.Clear();
        }
        foreach (UpstreamConnection connection in all)
        {
            connection.Peer.Abort("the proxy stops");
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private UpstreamConnection? TakeIdle(UpstreamTarget target, TimeSpan mostRest)
    {
        lock (_lock)
        {
            // The last one has rested for the shortest time.
            if (!_idle.TryGetValue(target, out List<UpstreamConnection>? list) || list[^1].RestedFor >= mostRest)
            {
                return null;
            }
            UpstreamConnection connection = list[^1];
            list.RemoveAt(list.Count - 1);
            if (list.Count == 0)
            {
                _idle.Remove(target);
            }
            return connection;
        }
    }

    private bool TryKeep(UpstreamConnection connection)
    {
        lock (_lock)
        {
            List<UpstreamConnection> list = _idle.TryGetValue(connection.Target, out List<UpstreamConnection>? known) ? known : [];
            if (_closed || list.Count >= IdlePerTarget)
            {
                return false;
            }
            list.Add(connection);
            _idle[connection.Target] = list;
            return true;
        }
    }

    private bool TryRemove(UpstreamConnection connection)
    {
        lock (_lock)
        {
            if (!_idle.TryGetValue(connection.Target, out List<UpstreamConnection>? list) || !list.Remove(connection))
            {
                return false;
            }
            if (list.Count == 0)
            {
                _idle.Remove(connection.Target);
            }
            return true;
        }
    }

    // Ends also when an exchange took the connection and got its answer by this read; it is not in the pool then.
    private async Task DropWhenBrokenAsync(UpstreamConnection connection, Task<PeerRead> silence)
    {
        await silence.ConfigureAwait(false);
        if (TryRemove(connection))
        {
            connection.Peer.Abort("closed or spoke out of turn");
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
