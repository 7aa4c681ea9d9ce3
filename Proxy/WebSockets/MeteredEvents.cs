using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Metering;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Reads the events of the Responses API and accounts for each response's end before the client receives it. It withholds nothing, but ends the WebSocket after
/// too many responses without a call.
/// </summary>
internal sealed class MeteredEvents(CallAccounting accounting, Exchange exchange, ResponseCalls calls) : IMessageGate
{
    /// <summary>A provider may occasionally end a call twice. An upstream that invents responses is cut off soon.</summary>
    private const int MostUnasked = 16;

    private readonly ResponsesEventReader _event = new();
    private int _unasked;

    public ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward)
    {
        if (piece.Kind == WebSocketOpcode.Binary)
        {
            // The API uses only text; a binary message cannot be read and so cannot be metered.
            return new(GateVerdict.End(CloseCode.UnsupportedData, "a binary message cannot be metered"));
        }
        _event.Append(piece.Data.Span);
        if (piece.Ends)
        {
            _event.EndMessage();
            if (!calls.Take(_event) && _event is { IsEnd: true, ShowsSpending: true } && !calls.HasEnded(_event.ResponseId))
            {
                bool hasRoom = ChargeUnasked();
                accounting.Control.Tell(new EgressEvent(
                    EventKind.UsageEstimated, accounting.Time.GetUtcNow(), exchange.Target.Authority.ToString(), exchange.Method,
                    ReportText.Limit(exchange.Path.Path, ReportText.MaxPath), 0, null, "a response ended on a WebSocket that no admitted call had requested"));
                if (!hasRoom || ++_unasked == MostUnasked)
                {
                    return new(GateVerdict.End(CloseCode.PolicyViolation, "responses ended that no call requested"));
                }
            }
        }
        return new(GateVerdict.Forward);
    }

    public bool TakesTurns => false;

    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) => true;

    // Accounts for a response whose call was settled before by an unrelated error, or that no call requested. Its tokens are spent in any case.
    private bool ChargeUnasked()
    {
        DateTimeOffset now = accounting.Time.GetUtcNow();
        CallAccount account = new(accounting, exchange.ToCallOrigin() with { Id = Guid.CreateVersion7(now).ToString("N"), StartedAt = now });
        bool hasRoom = account.TryAdmitUnasked();
        using ResponseCall call = new(account, _event.Lane, new ResponseChain());
        call.Take(_event);
        return hasRoom;
    }
}
