using System.Buffers;
using System.Threading.Tasks.Sources;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// A connection to an upstream, for one exchange after another. While it is idle, a read is pending on it: an upstream that closes it, or sends bytes unasked
/// (which would be taken for the response to the next request), is detected at once, and the connection is dropped.
/// </summary>
/// <param name="target">The upstream.</param>
/// <param name="peer">The connection.</param>
/// <param name="time">The clock for its age.</param>
internal sealed class UpstreamConnection(UpstreamTarget target, PeerConnection peer, TimeProvider time) : IAsyncDisposable, IValueTaskSource<PeerRead>
{
    private readonly long _connectedAt = time.GetTimestamp();

    // The idle read has two users: the watcher while the connection is idle, and the reader of the next response. The source is reused, as everything here is.
    private ManualResetValueTaskSourceCore<PeerRead> _handedOn;
    private ValueTask<PeerRead> _idleRead;
    private Action? _idleReadEnds;
    private Action<UpstreamConnection>? _woken;
    private bool _hasIdleRead;
    private volatile bool _isSilent;
    private long _restingSince;

    public UpstreamTarget Target => target;

    public PeerConnection Peer => peer;

    /// <summary>The head of the response that is being read.</summary>
    public ResponseHead Head { get; } = new();

    /// <summary>The body of the response that is being read.</summary>
    public BodyReader Body { get; } = new(peer, BodyPace.OfAnswers);

    /// <summary>
    /// True if an earlier exchange used the connection. It may then have died unnoticed, so that a failure before any response proves little.
    /// </summary>
    public bool IsReused { get; private set; }

    /// <summary>The time since it became idle; meaningful while it is.</summary>
    public TimeSpan RestedFor => time.GetElapsedTime(_restingSince);

    public TimeSpan Age => time.GetElapsedTime(_connectedAt);

    /// <summary>Reads from the upstream, beginning with the read that was pending while the connection was idle.</summary>
    public ValueTask<PeerRead> ReadAsync(TimeSpan limit)
    {
        if (!_hasIdleRead)
        {
            return peer.ReadAsync(limit);
        }
        peer.ExtendRead(limit);
        return TakeIdleRead();
    }

    /// <summary>Makes the connection idle and watches for bytes that must not arrive. False if the connection is broken already.</summary>
    /// <param name="limit">The longest idle time.</param>
    /// <param name="woken">Called when bytes arrive or the connection breaks, before any reader sees it. The bytes may be the response to a request that was
    /// sent meanwhile.</param>
    public bool Rest(TimeSpan limit, Action<UpstreamConnection> woken)
    {
        if (peer.Failure is not null)
        {
            return false;
        }
        if (peer.TryRead(out ReadOnlySequence<byte> extra))
        {
            peer.AdvanceTo(extra.Start);
            return false;
        }
        IsReused = true;
        _restingSince = time.GetTimestamp();
#pragma warning disable CA2012 // kept, and consumed once: here or at its end
        _idleRead = peer.ReadAsync(limit);
#pragma warning restore CA2012
        if (_idleRead.IsCompleted)
        {
            _ = _idleRead.GetAwaiter().GetResult();
            return false;
        }
        _woken = woken;
        _handedOn.Reset();
        _hasIdleRead = true;
        _isSilent = true;
        _idleRead.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_idleReadEnds ??= EndIdleRead);
        return true;
    }

    /// <summary>True if nothing has arrived since it became idle. Safe to read from any thread.</summary>
    public bool IsStillSilent => _isSilent;

    public async ValueTask DisposeAsync()
    {
        if (_hasIdleRead)
        {
            // The pipe's reader must not be completed during a read.
            peer.Abort("dropped while idle");
            await TakeIdleRead().ConfigureAwait(false);
        }
        await peer.DisposeAsync().ConfigureAwait(false);
    }

    PeerRead IValueTaskSource<PeerRead>.GetResult(short token) => _handedOn.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<PeerRead>.GetStatus(short token) => _handedOn.GetStatus(token);

    void IValueTaskSource<PeerRead>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _handedOn.OnCompleted(continuation, state, token, flags);

    private ValueTask<PeerRead> TakeIdleRead()
    {
        _hasIdleRead = false;
        return new ValueTask<PeerRead>(this, _handedOn.Version);
    }

    private void EndIdleRead()
    {
        // A failure of the peer is a return value; this does not throw.
        PeerRead read = _idleRead.GetAwaiter().GetResult();
        // Set before the callback: a pool that stores the connection too late for the callback checks this afterwards.
        _isSilent = false;
        _woken!(this);
        _handedOn.SetResult(read);
    }
}

/// <summary>
/// The destination of a request, and the key of the pool. A pool belongs to one run, and a run has one credential for a host, so that neither is part of the
/// key; the connection itself fixes the endpoint.
/// </summary>
/// <param name="Authority">Canonical host and port.</param>
/// <param name="Tls">True if the connection uses TLS.</param>
internal readonly record struct UpstreamTarget(Authority Authority, bool Tls)
{
    public override string ToString() => $"{(Tls ? "https" : "http")}://{Authority}";
}
