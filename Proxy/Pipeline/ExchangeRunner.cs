using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using BotBottle.Core.Http1;
using BotBottle.Core.Logins;
using BotBottle.Core.Policy;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// Serves one request: the spine of the proxy. The numbers are those of docs/architecture.md ("A model call"):
/// <code>
///  1 accept                 Pipeline/Listener         7 credential, scan of the head   OutboundHead, OutboundGuard
///  2 tunnel, TLS            Pipeline/Tunnel           8 upstream connection            Upstream/UpstreamPool
///  3 head                   RequestHeadReader         9 request out, admission         RequestWriter, RequestPump, MeteredCall
///  4 destination            Client/Destination       10 response back                  ResponseHeadReader, ResponseStage
///  5 framing, path          Core/Policy              11 report                         MeteredCall, Reports/
///  6 decision               LiveDecision             12 keep alive or close            RequestLoop
///                                                    10 and 11 of a WebSocket          WebSocketStage
/// </code>
/// Steps 1 and 2 precede it; RequestLoop runs steps 3 and 12 around it. ForwardStage runs steps 7 to 11, with one type for sending and one for the response.
/// </summary>
internal sealed class ExchangeRunner(
    LiveDecision decision, CredentialVault vault, InFlight inFlight, ForwardStage forwarding, RefusalStage refusing, TimeProvider time)
{
    /// <summary>Serves the request whose head has been read. True if the connection can carry another (12).</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync(ClientConnection client)
    {
        RequestHead head = client.Head;
        string method = head.MethodText();

        // 4
        if (Destination.Of(head, client.Scope, out UpstreamTarget target) is { } lost)
        {
            return await refusing.RefuseBadAsync(client, method, lost.Status, lost.Message).ConfigureAwait(false);
        }

        // 5
        RejectionReason fault = RequestReading.Of(head, out RequestReading reading);
        if (fault != RejectionReason.None)
        {
            Rejection rejection = Rejection.Of(fault);
            return await refusing.RefuseBadAsync(client, method, rejection.Status, rejection.Text).ConfigureAwait(false);
        }
        client.Body.Begin(reading.Framing);

        // Set before the exchange is registered, so that a cut in between finds a WebSocket here or at its decision.
        bool isWebSocket = WebSocketHandshake.IsAsked(head);
        using Exchange exchange = new(client, target, method, reading.Path, reading.Framing, time.GetUtcNow()) { IsOpenEnded = isWebSocket };
        inFlight.Add(exchange);
        try
        {
            if (!RunPolicy.IsIntrospection(target.Authority))
            {
                await decision.FirstOrdersAsync().ConfigureAwait(false);
            }

            // 6
            EgressRequest request = new(target.Authority, target.Tls, method, reading.Path, head.Fields, isWebSocket);
            exchange.Verdict = decision.Decide(request);
            exchange.IsOpenEnded &= exchange.Verdict.Provider is null;
            if (exchange.Verdict.Credential is { } source)
            {
                (exchange.Credential, LoginTrouble? trouble) = await vault.TakeAsync(source, exchange.Stopped).ConfigureAwait(false);
                if (trouble is not null)
                {
                    return await refusing.RefuseLoginAsync(exchange, trouble, isWebSocket).ConfigureAwait(false);
                }
            }
            switch (exchange.Verdict.Kind)
            {
                case VerdictKind.Forward when isWebSocket && WebSocketHandshake.CheckRequest(head, reading.Framing) is var wrong and not HandshakeFault.None:
                    return await refusing.RefuseBadAsync(client, method, 400, $"not a WebSocket handshake: {wrong}").ConfigureAwait(false);
                case VerdictKind.Forward when reading.Forwards == 0:
                    return await OwnResponse.EmptyAsync(client).ConfigureAwait(false);
                case VerdictKind.Forward:
                    // 7 to 11
                    exchange.WebSocketKey = isWebSocket ? WebSocketHandshake.KeyOf(RandomNumberGenerator.GetBytes(16)) : null;
                    return await forwarding.RunAsync(exchange).ConfigureAwait(false);
                case VerdictKind.Introspect when decision.Introspect(method, reading.Path) is { } document:
                    return await OwnResponse.DocumentAsync(client, document).ConfigureAwait(false);
                case VerdictKind.Introspect:
                    return await refusing.RefuseIntrospectionAsync(client, reading.Path).ConfigureAwait(false);
                case VerdictKind.RefreshLogin:
                    return await AnswerRefreshAsync(exchange, exchange.Verdict.Login!).ConfigureAwait(false);
                default:
                    return await refusing.RefuseAsync(exchange, exchange.Verdict.Refusal!, exchange.Verdict.Rule).ConfigureAwait(false);
            }
        }
        finally
        {
            inFlight.Remove(exchange);
        }
    }

    // Nothing of the agent's request is read: its refresh token is a placeholder.
    private async ValueTask<bool> AnswerRefreshAsync(Exchange exchange, LoginUse login)
    {
        (byte[]? tokens, LoginTrouble? trouble) = await vault.AnswerAsync(login, exchange.Stopped).ConfigureAwait(false);
        return tokens is null
            ? await refusing.RefuseLoginAsync(exchange, trouble!, isWebSocket: false).ConfigureAwait(false)
            : await OwnResponse.DocumentAsync(exchange.Client, new IntrospectionAnswer("application/json", tokens)).ConfigureAwait(false);
    }
}
