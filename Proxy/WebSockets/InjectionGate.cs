using BotBottle.Core.Control;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Responses;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Searches the upstream's messages for injected instructions and hidden text, each as a text of its own, while they are forwarded. A find is recorded. Where
/// the route withholds, it ends the WebSocket before its message is complete.
/// </summary>
/// <param name="search">The searches that the route names.</param>
/// <param name="rules">Record a find.</param>
/// <param name="exchange">The WebSocket's exchange.</param>
/// <param name="next">The next gate.</param>
internal sealed class InjectionGate(InboundSearch search, MessageRules rules, Exchange exchange, IMessageGate next) : IMessageGate, IDisposable
{
    /// <summary>An upstream chooses its messages, so that the events for them need a bound.</summary>
    public const int MostTold = 16;

    private readonly InjectionWatch _watch = new(search, null);
    private int _told;

    /// <summary>True if a message was withheld.</summary>
    public bool HasWithheld { get; private set; }

    public bool TakesTurns => next.TakesTurns;

    public ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward)
    {
        if (_told == MostTold && !_watch.MayWithhold)
        {
            return next.TakeAsync(piece, onward);
        }
        _watch.Append(piece.Data.Span);
        if (_watch.Withholds)
        {
            HasWithheld = true;
            string what = Describe();
            Refusal refusal = rules.Accounting.Refusals.Of(
                RefusalCode.InjectionDetected, exchange.Verdict.Dialect, message: what, rule: exchange.Verdict.Rule);
            rules.Journal.Found(EventKind.InjectionBlock, exchange, refusal, what);
            return new(GateVerdict.End(CloseCode.PolicyViolation, "the message was withheld"));
        }
        if (piece.Ends)
        {
            if (_watch.HasFound && _told < MostTold)
            {
                _told++;
                rules.Journal.Found(EventKind.InjectionWarn, exchange, null, Describe());
            }
            _watch.Reset();
        }
        return next.TakeAsync(piece, onward);
    }

    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) => next.LetsPass(control, payload);

    public void Dispose() => _watch.Dispose();

    private string Describe() => _watch.Describe("a WebSocket message");
}
