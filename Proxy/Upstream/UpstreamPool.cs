using System.Runtime.CompilerServices;

namespace BotBottle.Proxy.Upstream;

/// <summary>The idle connections of one run. The one used last is used next, so that the others can grow old and close.</summary>
internal sealed class UpstreamPool(UpstreamDialer dialer) : IAsyncDisposable
{
    private const int IdlePerTarget = 16;

    /// <summary>Of a run, over all its targets: an agent with a wildcard route can name as many as it likes.</summary>
    private const int MostIdle = 128;

    /// <summary>Below the shortest keep-alive of common servers and balancers (60 s), so that we close first and not in the middle of a request.</summary>
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(50);

    /// <summary>So that a change in DNS, or of a certificate, is seen.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();

    /// <summary>The one that has rested for the longest time first.</summary>
    private readonly List<UpstreamConnection> _idle = [];
    private Action<UpstreamConnection>? _drop;
    private bool _closed;

    /// <summary>An idle connection that has rested for less than <paramref name="mostRest"/>, else a new one; or why there is none.</summary>
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

    /// <summary>Takes back a connection on which a whole exchange has passed.</summary>
    public async ValueTask ReturnAsync(UpstreamConnection connection)
    {
        TimeSpan limit = KeepAliveField.IdleLimit(connection.Head.Fields, IdleLimit);
        UpstreamConnection? surplus = connection;
        if (limit > TimeSpan.Zero && connection.Rest(limit, _drop ??= Drop) && TryKeep(connection, out surplus) && !connection.IsStillSilent)
        {
            // It was woken before it was here to be dropped.
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
            // The last one has rested for the shortest time.
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

    // A model call takes none that has rested for seconds: if those could fill the pool, each call would open a connection and lose it.
    /// <param name="connection">To be kept.</param>
    /// <param name="surplus">Which is to go: itself where nothing is kept any more, the oldest where that made room for it.</param>
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

    // The one of a target that has as many as it may. Under the lock.
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

    // Called also when an exchange took the connection and gets its response by the read that woke it; it is not in the pool then.
    private void Drop(UpstreamConnection connection)
    {
        if (TryRemove(connection))
        {
            connection.Peer.Abort("closed or spoke out of turn");
            _ = connection.DisposeAsync().AsTask();
        }
    }
}
