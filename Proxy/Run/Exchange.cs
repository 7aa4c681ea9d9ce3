using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Run;

/// <summary>One request and its response: its properties, the reason for its end (the first one counts), and the means to end it from outside.</summary>
/// <param name="client">The client's connection; its head is unchanged until the exchange is over.</param>
/// <param name="target">The destination.</param>
/// <param name="method">The method as sent.</param>
/// <param name="path">The canonical path and the query, as forwarded.</param>
/// <param name="framing">The framing of the request's body.</param>
/// <param name="startedAt">The time at which the head had been read.</param>
internal sealed class Exchange(
    ClientConnection client, UpstreamTarget target, string method, CanonicalPath path, MessageFraming framing, DateTimeOffset startedAt) : IDisposable
{
    private const int NoEnd = -1;

    private readonly CancellationTokenSource _stop = new();
    private string? _id;
    private UpstreamConnection? _upstream;
    private int _end = NoEnd;
    private volatile bool _ended;

    /// <summary>The exchange's id, unique across all runs and restarts; ids sort by time.</summary>
    public string Id => Volatile.Read(ref _id) ?? MakeId();

    public ClientConnection Client => client;

    public UpstreamTarget Target => target;

    public string Method => method;

    public CanonicalPath Path { get; set; } = path;

    public MessageFraming Framing => framing;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>The decision on the request; it refuses until it is set.</summary>
    public Verdict Verdict { get; set; }

    /// <summary>The credential that replaces the agent's; null to keep the agent's own.</summary>
    public InjectedCredential? Credential { get; set; }

    /// <summary>Returns the properties of the exchange as a call.</summary>
    public CallOrigin ToCallOrigin() => new(Id, startedAt, Verdict.Provider!, Verdict.Call, Verdict.Dialect!.Value, target.Authority, method, Path.Path)
    {
        Tools = Verdict.Tools,
        Rule = Verdict.Rule,
        MaySpendUnseen = Verdict.MaySpendUnseen,
    };

    /// <summary>The gate for the request's body; null for none.</summary>
    public IRequestGate? Gate { get; set; }

    /// <summary>Decides on findings in the request; null if its route has no detectors.</summary>
    public IFindingJudge? Guard { get; set; }

    /// <summary>The search of the response.</summary>
    public InboundSearch Inbound => Verdict.Route is { } route ? InboundSearch.Of(route, Verdict.Provider is not null) : default;

    /// <summary>The key of the proxy's WebSocket handshake; null for every other request.</summary>
    public string? WebSocketKey { get; set; }

    /// <summary>True if the exchange has no end that a cut could wait for.</summary>
    public bool IsOpenEnded { get; set; }

    /// <summary>Cancels waits that are not for a peer: for the controller or for a connection.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>True if it was ended from outside.</summary>
    public bool IsEnded => _ended;

    public bool IsCut => Volatile.Read(ref _end) == (int)ExchangeEnd.Cut;

    /// <summary>Records the reason for the end, and returns the first recorded one.</summary>
    public ExchangeEnd EndAs(ExchangeEnd end)
    {
        int first = Interlocked.CompareExchange(ref _end, (int)end, NoEnd);
        return first == NoEnd ? end : (ExchangeEnd)first;
    }

    /// <summary>Sets the connection that the exchange uses from now on. It is aborted when the exchange is ended from outside.</summary>
    public void Use(UpstreamConnection? upstream)
    {
        // A full fence, as in End, so that at least one of the two sees the other's write.
        Interlocked.Exchange(ref _upstream, upstream);
        if (IsEnded)
        {
            upstream?.Peer.Abort("ended from outside");
        }
    }

    /// <summary>Aborts and disposes the connection.</summary>
    public async ValueTask DropAsync(UpstreamConnection connection)
    {
        Use(null);
        connection.Peer.Abort("not to be used again");
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the exchange for a reason from outside: an operator's cut, or the end of the proxy. Safe to call from any thread.</summary>
    public void End(ExchangeEnd reason)
    {
        // The first reason counts, but the exchange ends in any case, because a draining or closing one could still send data.
        EndAs(reason);
        if (_ended)
        {
            return;
        }
        _ended = true;
        Interlocked.MemoryBarrier();
        try
        {
            // On the thread pool, so that the waiting code does not continue on the caller's thread.
            _ = _stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The exchange has just ended by itself.
        }
        Volatile.Read(ref _upstream)?.Peer.Abort("ended from outside");
    }

    public void Dispose() => _stop.Dispose();

    // Most exchanges never need an id.
    private string MakeId()
    {
        string made = Guid.CreateVersion7(startedAt).ToString("N");
        return Interlocked.CompareExchange(ref _id, made, null) ?? made;
    }
}
