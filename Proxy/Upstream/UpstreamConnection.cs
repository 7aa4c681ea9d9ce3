using System.Buffers;
using System.Threading.Tasks.Sources;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Bodies;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// A connection to an upstream, for one exchange after the other. While it is idle a read is outstanding on it: an upstream that closes it, or says
/// something nobody asked for (which would be taken for the response to the next request), is noticed at once and the connection dropped.
/// </summary>
/// <param name="target">Where it goes.</param>
/// <param name="peer">The connection.</param>
/// <param name="time">Tells how old it is.</param>
internal sealed class UpstreamConnection(UpstreamTarget target, PeerConnection peer, TimeProvider time) : IAsyncDisposable, IValueTaskSource<PeerRead>
{
    private readonly long _connectedAt = time.GetTimestamp();

    // The idle read, handed on: one who watches while the connection rests, one who reads the next response. Used again, as everything here is.
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

    /// <summary>Whether an earlier exchange used it: then it may have died without our knowing, and a failure before any response says little.</summary>
    public bool IsReused { get; private set; }

    /// <summary>How long it has been idle, while it is.</summary>
    public TimeSpan RestedFor => time.GetElapsedTime(_restingSince);

    public TimeSpan Age => time.GetElapsedTime(_connectedAt);

    /// <summary>Reads on, first of all with the read that was outstanding while it was idle.</summary>
    public ValueTask<PeerRead> ReadAsync(TimeSpan limit)
    {
        if (!_hasIdleRead)
        {
            return peer.ReadAsync(limit);
        }
        peer.ExtendRead(limit);
        return TakeIdleRead();
    }

    /// <summary>Begins to listen for what must not come. False when the connection is broken already.</summary>
    /// <param name="limit">How long it may rest.</param>
    /// <param name="woken">Called when something comes or it breaks, which may be the response to a request that is under way by then; before any reader has
    /// it.</param>
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
#pragma warning disable CA2012 // kept, and consumed once: here, or when it ends
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

    /// <summary>Whether nothing has come since it went to rest. For use by anyone.</summary>
    public bool IsStillSilent => _isSilent;

    public async ValueTask DisposeAsync()
    {
        if (_hasIdleRead)
        {
            // The reader must not be completed under a read.
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
        // A peer's failure is a value: nothing is thrown here.
        PeerRead read = _idleRead.GetAwaiter().GetResult();
        // Before it is told: a pool that keeps it too late to be told looks here afterwards.
        _isSilent = false;
        _woken!(this);
        _handedOn.SetResult(read);
    }
}
