using System.Runtime.CompilerServices;

namespace BotBottle.Proxy.Upstream;

/// <summary>The idle connections of one run. The most recently used one is taken first, so that the others can age and close.</summary>
internal sealed class UpstreamPool(UpstreamDialer dialer) : IAsyncDisposable
{
    private const int IdlePerTarget = 16;

    /// <summary>The limit of a run for all targets together, because an agent with a wildcard route can name any number of them.</summary>
    private const int MostIdle = 128;

    /// <summary>
    /// Below the shortest keep-alive time of common servers and load balancers (60 s), so that the proxy closes first and no request is lost.
    /// </summary>
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(50);

    /// <summary>Limited so that a change of DNS or of a certificate takes effect.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();

    /// <summary>Ordered by idle time, the longest first.</summary>
    private readonly List<UpstreamConnection> _idle = [];
    private Action<UpstreamConnection>? _drop;
    private bool _closed;

    /// <summary>Returns a connection that has been idle for less than <paramref name="mostRest"/>, else a new one, or the reason why there is none.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
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

    /// <summary>Takes back a connection after a complete exchange.</summary>
    public async ValueTask ReturnAsync(UpstreamConnection connection)
    {
        TimeSpan limit = KeepAliveField.IdleLimit(connection.Head.Fields, IdleLimit);
        UpstreamConnection? surplus = connection;
        if (limit > TimeSpan.Zero && connection.Rest(limit, _drop ??= Drop) && TryKeep(connection, out surplus) && !connection.IsStillSilent)
        {
            // It was woken before it was in the pool.
            Drop(connection);
        }
        if (surplus is not null)
        {
            surplus.Peer.Abort("not to be used again");
            await surplus.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<UpstreamConnection> all;
        lock (_lock)
        {
            _closed = true;
            all = [.. _idle];
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
            // The last one has the shortest idle time.
            int last = _idle.Count - 1;
            while (last >= 0 && _idle[last].Target != target)
            {
                last--;
            }
            if (last < 0 || _idle[last].RestedFor >= mostRest)
            {
                return null;
            }
            UpstreamConnection found = _idle[last];
            _idle.RemoveAt(last);
            return found;
        }
    }

    // A model call takes no connection that has been idle for seconds. If such connections could fill the pool, each call would open a connection and lose it.
    /// <param name="connection">The connection to keep.</param>
    /// <param name="surplus">The connection to drop: itself if the pool is closed, or the oldest one that made room for it; null for none.</param>
    private bool TryKeep(UpstreamConnection connection, out UpstreamConnection? surplus)
    {
        lock (_lock)
        {
            surplus = connection;
            if (_closed)
            {
                return false;
            }
            surplus = OldestOf(connection.Target) ?? (_idle.Count == MostIdle ? _idle[0] : null);
            if (surplus is not null)
            {
                _idle.Remove(surplus);
            }
            _idle.Add(connection);
            return true;
        }
    }

    // The oldest connection of a target that has reached its limit; null otherwise. Called under the lock.
    private UpstreamConnection? OldestOf(UpstreamTarget target)
    {
        UpstreamConnection? oldest = null;
        int count = 0;
        foreach (UpstreamConnection connection in _idle)
        {
            if (connection.Target == target)
            {
                oldest ??= connection;
                count++;
            }
        }
        return count < IdlePerTarget ? null : oldest;
    }

    private bool TryRemove(UpstreamConnection connection)
    {
        lock (_lock)
        {
            return _idle.Remove(connection);
        }
    }

    // Also called when an exchange has taken the connection and receives its response with the idle read; the connection is then not in the pool.
    private void Drop(UpstreamConnection connection)
    {
        if (TryRemove(connection))
        {
            connection.Peer.Abort("closed or spoke out of turn");
            _ = connection.DisposeAsync().AsTask();
        }
    }
}
