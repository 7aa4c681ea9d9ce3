using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Policy;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Run;

/// <summary>One request with its response: what it is, why it ended (the first reason stays), and the way to end it from outside.</summary>
/// <param name="client">Who asks; its head stays as it is until the exchange is over.</param>
/// <param name="target">Where it goes.</param>
/// <param name="method">The method as sent.</param>
/// <param name="path">The canonical path, which is forwarded; of the query, what may leave.</param>
/// <param name="framing">How the request's body is framed.</param>
/// <param name="startedAt">When its head had been read.</param>
internal sealed class Exchange(
    ClientConnection client, UpstreamTarget target, string method, CanonicalPath path, MessageFraming framing, DateTimeOffset startedAt) : IDisposable
{
    private const int NoEnd = -1;

    private readonly CancellationTokenSource _stop = new();
    private string? _id;
    private UpstreamConnection? _upstream;
    private int _end = NoEnd;
    private volatile bool _ended;

    /// <summary>Unique over all runs and restarts; sorts by time.</summary>
    public string Id => Volatile.Read(ref _id) ?? MakeId();

    public ClientConnection Client => client;

    public UpstreamTarget Target => target;

    public string Method => method;

    public CanonicalPath Path { get; set; } = path;

    public MessageFraming Framing => framing;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>What was decided on it; refused until then.</summary>
    public Verdict Verdict { get; set; }

    /// <summary>What it carries in place of the agent's credentials; null where these are let through.</summary>
    public InjectedCredential? Credential { get; set; }

    /// <summary>The exchange as the one call that it is.</summary>
    public CallOrigin ToCallOrigin() => new(Id, startedAt, Verdict.Provider!, Verdict.Call, Verdict.Dialect!.Value, target.Authority, method, Path.Path)
    {
        Tools = Verdict.Tools,
        Rule = Verdict.Rule,
        MaySpendUnseen = Verdict.MaySpendUnseen,
    };

    /// <summary>What its request's body has to pass; null for nothing.</summary>
    public IRequestGate? Gate { get; set; }

    /// <summary>Judges what is found in the request; null where its route looks for nothing.</summary>
    public IFindingJudge? Guard { get; set; }

    /// <summary>Whether its response is looked through for injected instructions.</summary>
    public bool LooksForInjection => Verdict.Route?.LooksForInjection(Verdict.Provider is not null) ?? false;

    /// <summary>The key that a request for a WebSocket is sent with; null for every other request.</summary>
    public string? WebSocketKey { get; set; }

    /// <summary>Whether it has no end of its own that a cut could wait for.</summary>
    public bool IsOpenEnded { get; set; }

    /// <summary>Ends waits that are not for a peer: for the controller, for a connection.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Whether it was ended from outside.</summary>
    public bool IsEnded => _ended;

    public bool IsCut => Volatile.Read(ref _end) == (int)ExchangeEnd.Cut;

    /// <summary>Records why it ended, and gives back the reason that stands.</summary>
    public ExchangeEnd EndAs(ExchangeEnd end)
    {
        int first = Interlocked.CompareExchange(ref _end, (int)end, NoEnd);
        return first == NoEnd ? end : (ExchangeEnd)first;
    }

    /// <summary>The connection that the exchange uses from now on; it breaks when the exchange is ended from outside.</summary>
    public void Use(UpstreamConnection? upstream)
    {
        // With a full fence, as in End: one of the two sees what the other has written.
        Interlocked.Exchange(ref _upstream, upstream);
        if (IsEnded)
        {
            upstream?.Peer.Abort("ended from outside");
        }
    }

    /// <summary>Breaks the connection that it uses and lets go of it.</summary>
    public async ValueTask DropAsync(UpstreamConnection connection)
    {
        Use(null);
        connection.Peer.Abort("not to be used again");
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends whatever it waits for, for a reason from outside: an operator's cut, or the end of the proxy. For use by anyone.</summary>
    public void End(ExchangeEnd reason)
    {
        // The first reason stands; whatever it is, nothing goes on: what is drained or closing is still a way out.
        EndAs(reason);
        if (_ended)
        {
            return;
        }
        _ended = true;
        Interlocked.MemoryBarrier();
        try
        {
            // On the pool: whatever waits goes on there, and not on the thread of whoever ends it.
            _ = _stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
        Volatile.Read(ref _upstream)?.Peer.Abort("ended from outside");
    }

    public void Dispose() => _stop.Dispose();

    // Most exchanges are never named.
    private string MakeId()
    {
        string made = Guid.CreateVersion7(startedAt).ToString("N");
        return Interlocked.CompareExchange(ref _id, made, null) ?? made;
    }
}
