using BotBottle.Core.Routes;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>Chooses the gate for the body of a request.</summary>
internal sealed class RequestGates(CallAccounting accounting, InputCounter inputs, ContentDecoders decoders)
{
    /// <summary>The gate of a request; null for none. The caller disposes it if it is disposable.</summary>
    public IRequestGate? For(Exchange exchange) => exchange.Verdict switch
    {
        // On a WebSocket, each message is checked separately.
        { NeedsAdmission: true } when exchange.WebSocketKey is null => new MeteredCall(accounting, inputs.For(exchange), decoders, exchange),
        { IsCount: true } => new CountGate(accounting.Refusals, decoders, exchange),
        { Git: GitAccess.LfsBatch } => new LfsBatchGate(accounting.Refusals, exchange),
        _ => null,
    };
}
