using System.Runtime.CompilerServices;
using BotBottle.Core.Http1;
using BotBottle.Core.Scan;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Responses;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// Gets an upstream connection (spine step 8), writes the request's head, starts to send its body (9) and waits for the response's head (10).
/// </summary>
internal sealed class SendStage(UpstreamPool pool, ContentDecoders decoders)
{
    /// <summary>
    /// The longest idle time of a connection for a model call. If the upstream closes an idle connection at that moment, the proxy cannot know whether the call
    /// was made and would charge the estimate. A handshake costs less.
    /// </summary>
    private static readonly TimeSpan MostRestBeforeCall = TimeSpan.FromSeconds(3);

    /// <summary>Most requests have no body and are sent before this is awaited.</summary>
    private static readonly Task<RequestEnd> Sent = Task.FromResult(RequestEnd.Sent);

    /// <summary>Sends a request. If an idle connection turns out to be dead, it sends the request once more on a new one.</summary>
    /// <returns>The round, whose response may be missing; or the reason why there is no connection.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(UpstreamRound? Round, UpstreamFault? Fault)> RunAsync(Exchange exchange)
    {
        for (bool again = false; ; again = true)
        {
            TimeSpan mostRest = again ? TimeSpan.Zero : exchange.Verdict.NeedsAdmission ? MostRestBeforeCall : TimeSpan.MaxValue;
            (UpstreamConnection? connection, UpstreamFault? fault) =
                await pool.RentAsync(exchange.Target, mostRest, exchange.Stopped).ConfigureAwait(false);
            if (connection is null)
            {
                return (null, fault);
            }
            exchange.Use(connection);
            UpstreamRound round = await StartAsync(exchange, connection).ConfigureAwait(false);
            if (again || !round.WasStale || !IsReplayable(exchange))
            {
                return (round, null);
            }
            await round.Sending.ConfigureAwait(false);
            await exchange.DropAsync(connection).ConfigureAwait(false);
        }
    }

    private IRequestPump PumpFor(Exchange exchange, PeerConnection upstream)
    {
        if (DecodedPump.For(exchange, upstream, decoders) is { } decoded)
        {
            return decoded;
        }
        RequestWriter.Write(upstream.Output, exchange);
        return new RequestPump(exchange.Client.Body, new BodyWriter(upstream, exchange.Framing), exchange.Gate, ScreenFor(exchange));
    }

    private OutboundScreen? ScreenFor(Exchange exchange) => exchange.Guard is not { } guard || exchange.Framing.Kind == FramingKind.None ? null
        : new OutboundScreen(guard.Detectors, guard, BodyCoding.Of(exchange.Client.Head.Fields), decoders, BodyCoding.IsSigned(exchange.Client.Head.Fields));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<UpstreamRound> StartAsync(Exchange exchange, UpstreamConnection connection)
    {
        ClientConnection client = exchange.Client;
        IRequestPump pump = PumpFor(exchange, connection.Peer);
        if (client.Head.ExpectsContinue && !client.Body.IsDone)
        {
            ResponseWriter.WriteContinue(client.Peer.Output);
            await client.Peer.FlushAsync().ConfigureAwait(false);
        }
        Task<RequestEnd> sending = SendAsync(pump, connection);

        // Interim responses are only hints. They are dropped if they could echo the proxy's credential.
        bool relaysInterim = client.Head.MinorVersion == 1 && exchange.Credential is null;
        HeadStatus answer = await ResponseHeadReader.ReadFinalAsync(connection, relaysInterim ? client.Peer : null).ConfigureAwait(false);
        MessageFraming framing = default;
        if (answer == HeadStatus.Done && (!IsAsked(exchange, connection.Head)
            || MessageFraming.OfResponse(connection.Head, client.Head.KnownMethod, out framing) != RejectionReason.None))
        {
            answer = HeadStatus.Rejected;
        }
        if (answer == HeadStatus.Done && exchange.Gate is not null && pump.NeedsClient && connection.Head.StatusCode < 300)
        {
            answer = HeadStatus.TooEarly;
        }
        if (answer == HeadStatus.Done && !ResponseGuard.Allows(exchange, connection.Head))
        {
            answer = HeadStatus.Withheld;
        }
        return new UpstreamRound(connection, pump, sending, answer, framing);
    }

    // A 101 is valid only as the response to the proxy's own WebSocket handshake. No other Upgrade is forwarded.
    private static bool IsAsked(Exchange exchange, ResponseHead head) =>
        head.StatusCode != 101
        || (exchange.WebSocketKey is { } key && WebSocketHandshake.CheckAnswer(head, key, exchange.Client.Head) == HandshakeFault.None);

    // The response is read even if the upstream has stopped reading, because it may have the reason.
    private static Task<RequestEnd> SendAsync(IRequestPump pump, UpstreamConnection connection)
    {
        ValueTask<RequestEnd> sending = pump.RunAsync();
        if (!sending.IsCompletedSuccessfully)
        {
            return WatchAsync(sending, connection);
        }
        RequestEnd end = Watch(sending.Result, connection);
        return end == RequestEnd.Sent ? Sent : Task.FromResult(end);
    }

    private static async Task<RequestEnd> WatchAsync(ValueTask<RequestEnd> sending, UpstreamConnection connection) =>
        Watch(await sending.ConfigureAwait(false), connection);

    private static RequestEnd Watch(RequestEnd end, UpstreamConnection connection)
    {
        if (end is RequestEnd.Refused or RequestEnd.ClientFailed)
        {
            connection.Peer.Abort("the request is not completed");
        }
        return end;
    }

    // RFC 9110 §9.2.2: a proxy may repeat only an idempotent request. A body has been forwarded and cannot be sent again.
    private static bool IsReplayable(Exchange exchange) =>
        exchange.Gate is null && !exchange.IsEnded && exchange.Framing.Kind == FramingKind.None
        && exchange.Client.Head.KnownMethod
            is RequestMethod.Get or RequestMethod.Head or RequestMethod.Options or RequestMethod.Put or RequestMethod.Delete;
}
