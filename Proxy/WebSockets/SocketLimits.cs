using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// The limits on the silence of a WebSocket, and on reading one whose client has left. They are the same as for HTTP (Run/ResponseDrain), so that an agent
/// cannot spend unseen by closing the WebSocket before the usage event.
/// </summary>
internal sealed class SocketLimits(PeerConnection client, PeerConnection upstream, ResponseCalls calls, TimeProvider time) : ISocketLimits
{
    /// <summary>Longer than the 60 minutes for which the Responses API keeps a WebSocket open.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(65);

    /// <summary>The limit from one side's close to the other's.</summary>
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
            // A WebSocket is silent only if both sides are: a client that only listens is alive. A side that stopped within a message does not count as
            // listening.
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
            // A write may reveal that the client is gone before a read does.
            BeginDrain();
        }
        return _drained < DrainBytes && time.GetElapsedTime(_drainStart) < Drain;
    }

    /// <summary>Starts the limit for the other side's close, after a close was sent to it.</summary>
    public void BeginClosing(WebSocketSide other)
    {
        // One limit for everything that still arrives; a peer that keeps sending does not restart it.
        Volatile.Write(ref _closeStart, time.GetTimestamp());
        _closing = true;
        (other == WebSocketSide.Client ? client : upstream).ExtendRead(Closing);
    }

    private TimeSpan LeftOf(TimeSpan limit, long start)
    {
        TimeSpan left = limit - time.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Limits the time for the upstream's close, after it has stopped reading.</summary>
    public void HurryUpstream() => upstream.ExtendRead(Closing);

    /// <summary>Starts to drain the upstream, because the client has left while calls are in progress.</summary>
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

/// <summary>The time limits of a relay's pumps.</summary>
internal interface ISocketLimits
{
    /// <summary>The limit of the next read from a side. Within a message, activity of the other side does not extend it.</summary>
    TimeSpan ReadLimit(WebSocketSide sender, bool inMessage);

    /// <summary>True if a close was sent, so that no further message is forwarded.</summary>
    bool IsClosing { get; }

    /// <summary>Notes that a side has sent bytes, so that the WebSocket is alive.</summary>
    void Moved(WebSocketSide sender, long bytes);

    /// <summary>True if the remaining bytes of a side are read although its receiver is gone.</summary>
    bool WantsRest(WebSocketSide sender);
}
