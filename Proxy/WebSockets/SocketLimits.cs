using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// How long a WebSocket may be silent, and how much is read of one whose client has gone: the same bounds as for HTTP (Run/ResponseDrain), so that hanging up
/// before the usage event is no way to spend unseen here either.
/// </summary>
internal sealed class SocketLimits(PeerConnection client, PeerConnection upstream, ResponseCalls calls, TimeProvider time) : ISocketLimits
{
    /// <summary>Longer than the 60 minutes for which the Responses API keeps a WebSocket.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(65);

    /// <summary>From a close to the other side's.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(10);

    private const long DrainBytes = 64 * 1024 * 1024;

    private volatile bool _closing;
    private volatile bool _draining;
    private volatile bool _clientInMessage;
    private volatile bool _upstreamInMessage;
    private long _drainStart;
    private long _closeStart;
    private long _drained;

    public TimeSpan ReadLimit(WebSocketSide sender, bool inMessage)
    {
        if (sender == WebSocketSide.Client)
        {
            _clientInMessage = inMessage;
        }
        else
        {
            _upstreamInMessage = inMessage;
        }
        if (_draining && sender == WebSocketSide.Server)
        {
            return LeftOf(Drain, Volatile.Read(ref _drainStart));
        }
        return _closing ? LeftOf(Closing, Volatile.Read(ref _closeStart)) : Idle;
    }

    public bool IsClosing => _closing;

    public void Moved(WebSocketSide sender, long bytes)
    {
        if (_draining)
        {
            _drained += bytes;
        }
        else if (!_closing && !(sender == WebSocketSide.Client ? _upstreamInMessage : _clientInMessage))
        {
            // Silence is the silence of both: a client that only listens is alive. One that stopped inside a message is not listening.
            (sender == WebSocketSide.Client ? upstream : client).ExtendRead(Idle);
        }
    }

    public bool WantsRest(WebSocketSide sender)
    {
        if (sender != WebSocketSide.Server || calls.Count == 0)
        {
            return false;
        }
        if (!_draining)
        {
            // A write may show that the client is gone before a read does.
            BeginDrain();
        }
        return _drained < DrainBytes && time.GetElapsedTime(_drainStart) < Drain;
    }

    /// <summary>A close is out to that side, which has a moment for its own.</summary>
    public void BeginClosing(WebSocketSide other)
    {
        // One moment for all that still comes: a peer that goes on talking gets no new one.
        Volatile.Write(ref _closeStart, time.GetTimestamp());
        _closing = true;
        (other == WebSocketSide.Client ? client : upstream).ExtendRead(Closing);
    }

    private TimeSpan LeftOf(TimeSpan limit, long start)
    {
        TimeSpan left = limit - time.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The upstream takes nothing more, and has a moment to say why.</summary>
    public void HurryUpstream() => upstream.ExtendRead(Closing);

    /// <summary>The client is gone, and calls are under way: what ends them is waited for.</summary>
    public void BeginDrain()
    {
        if (!_draining)
        {
            Volatile.Write(ref _drainStart, time.GetTimestamp());
            _draining = true;
        }
        upstream.ExtendRead(Drain);
        if (calls.Count == 0)
        {
            upstream.StopReading();
        }
    }
}
