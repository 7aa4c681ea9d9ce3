using System.Buffers;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Bodies;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// A connection to an upstream, for one exchange after the other. While it is idle a read is outstanding on it: an upstream that closes it, or says
/// something nobody asked for (which would be taken for the answer to the next request), is noticed at once and the connection dropped.
/// </summary>
internal sealed class UpstreamConnection(UpstreamTarget target, PeerConnection peer, TimeProvider time) : IAsyncDisposable
{
    private readonly long _connectedAt = time.GetTimestamp();
    private Task<PeerRead>? _idleRead;
    private long _restingSince;

    public UpstreamTarget Target => target;

    public PeerConnection Peer => peer;

    /// <summary>The head of the answer that is being read.</summary>
    public ResponseHead Head { get; } = new();

    /// <summary>The body of the answer that is being read.</summary>
    public BodyReader Body { get; } = new(peer, BodyPace.OfAnswers);

    /// <summary>Whether an earlier exchange used it: then it may have died without our knowing, and a failure before any answer says little.</summary>
    public bool IsReused { get; private set; }

    /// <summary>How long it has been idle, while it is.</summary>
    public TimeSpan RestedFor => time.GetElapsedTime(_restingSince);

    public TimeSpan Age => time.GetElapsedTime(_connectedAt);

    /// <summary>Reads on, first of all with the read that was outstanding while it was idle.</summary>
    public ValueTask<PeerRead> ReadAsync(TimeSpan limit)
    {
        if (_idleRead is not { } read)
        {
            return peer.ReadAsync(limit);
        }
        _idleRead = null;
        peer.ExtendRead(limit);
        return new ValueTask<PeerRead>(read);
    }

    /// <summary>Begins to listen for what must not come. Null when it has come already.</summary>
    /// <param name="limit">How long it may rest.</param>
    public Task<PeerRead>? Rest(TimeSpan limit)
    {
        if (peer.Failure is not null)
        {
            return null;
        }
        if (peer.TryRead(out ReadOnlySequence<byte> extra))
        {
            peer.AdvanceTo(extra.Start);
            return null;
        }
        IsReused = true;
        _restingSince = time.GetTimestamp();
        _idleRead = peer.ReadAsync(limit).AsTask();
        return _idleRead.IsCompleted ? null : _idleRead;
    }

    /// <summary>Whether nothing has come while it was idle.</summary>
    public bool IsStillSilent => _idleRead is { IsCompleted: false };

    public async ValueTask DisposeAsync()
    {
        if (_idleRead is { } read)
        {
            // The reader must not be completed under a read.
            peer.Abort("dropped while idle");
            await read.ConfigureAwait(false);
        }
        await peer.DisposeAsync().ConfigureAwait(false);
    }
}
