using BotBottle.Core.Routes;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>Chooses what the body of a request has to pass.</summary>
internal sealed class RequestGates(CallAccounting accounting, InputCounter inputs, ContentDecoders decoders)
{
    /// <summary>The gate of a request, which its caller disposes of where it is disposable; null for a request that has none.</summary>
    public IRequestGate? For(Exchange exchange) => exchange.Verdict switch
    {
        // Each message of a WebSocket is judged by itself.
        { NeedsAdmission: true } when exchange.WebSocketKey is null => new MeteredCall(accounting, inputs.For(exchange), decoders, exchange),
        { IsCount: true } => new CountGate(accounting.Refusals, decoders, exchange),
        { Git: GitAccess.LfsBatch } => new LfsBatchGate(accounting.Refusals, exchange),
        _ => null,
    };
}
