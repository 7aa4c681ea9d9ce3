using BotBottle.Core.Control;
using BotBottle.Core.Refusals;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Runs the two pumps of a WebSocket and ends them together. A close is forwarded and answered. If a client leaves while calls are in progress, their responses
/// are read to the end. A broken WebSocket does not look closed to the other side. An operator's cut sends an error for each call in progress, in its lane, and
/// closes the WebSocket.
/// </summary>
internal sealed class SocketRelay : IDisposable
{
    private readonly MessageRules _rules;
    private readonly Exchange _exchange;
    private readonly PeerConnection _client;
    private readonly ResponseCalls _calls = new();
    private readonly FrameSink _toClient;
    private readonly FrameSink _toUpstream;
    private readonly MeteredRequests? _requests;
    private readonly OutboundMessages? _messages;
    private readonly InjectionGate? _watched;
    private readonly SocketLimits _limits;
    private readonly FramePump _up;
    private readonly FramePump _down;

    public SocketRelay(MessageRules rules, Exchange exchange, PeerConnection upstream)
    {
        _rules = rules;
        _exchange = exchange;
        _client = exchange.Client.Peer;
        _toClient = new FrameSink(_client, WebSocketSide.Server);
        _toUpstream = new FrameSink(upstream, WebSocketSide.Client);
        _limits = new SocketLimits(_client, upstream, _calls, rules.Accounting.Time);
        bool metered = exchange.Verdict.Provider is not null;
        _requests = metered ? new MeteredRequests(rules, exchange, _calls, _toClient) : null;
        _messages = !metered && exchange.Guard is { } guard ? new OutboundMessages(rules.Review, exchange, guard.Detectors) : null;
        IMessageGate outward = (IMessageGate?)_requests ?? (IMessageGate?)_messages ?? new OpenGate();
        // The proxy responds to pings where it reads messages: an upstream whose calls are read to the end must get its pongs, whether or not the client is
        // there.
        bool responds = metered || exchange.Guard is not null;
        _up = new FramePump(_client, WebSocketSide.Client, _toUpstream, outward, _limits, responds ? _toClient : null);
        IMessageGate events = metered ? new MeteredEvents(rules.Accounting, exchange, _calls) : new OpenGate();
        _watched = exchange.Inbound is { IsOn: true } search ? new InjectionGate(search, rules, exchange, events) : null;
        IMessageGate read = (IMessageGate?)_watched ?? events;
        IMessageGate answers = exchange.Credential is { } credential ? new CredentialGate(credential.Search, read) : read;
        _down = new FramePump(upstream, WebSocketSide.Server, _toClient, answers, _limits, responds ? _toUpstream : null);
    }

    /// <summary>True if a close was sent to the upstream.</summary>
    public bool HasClosedUpstream => _toUpstream.IsClosed;

    public async ValueTask RunAsync()
    {
        Task<PumpEnd> up = _up.RunAsync();
        Task<PumpEnd> down = _down.RunAsync();
        bool clientFirst = await Task.WhenAny(up, down).ConfigureAwait(false) == up && await up.ConfigureAwait(false) != PumpEnd.Unwanted;
        if (clientFirst)
        {
            await FollowClientAsync(await up.ConfigureAwait(false), down).ConfigureAwait(false);
        }
        else
        {
            await FollowUpstreamAsync(up, down).ConfigureAwait(false);
        }
        IReadOnlyList<ResponseCall> rest = SettleRest(_exchange.EndAs(clientFirst ? ExchangeEnd.ClientAborted : ExchangeEnd.UpstreamAborted));
        if (_exchange.IsCut)
        {
            await SayCutAsync(rest).ConfigureAwait(false);
        }
        if (!_toClient.IsClosed)
        {
            _client.Abort("the WebSocket broke off");
        }
    }

    public void Dispose()
    {
        _requests?.Dispose();
        _messages?.Dispose();
        _watched?.Dispose();
        _toClient.Dispose();
        _toUpstream.Dispose();
    }

    private IReadOnlyList<ResponseCall> SettleRest(ExchangeEnd end)
    {
        IReadOnlyList<ResponseCall> rest = _calls.TakeRest();
        foreach (ResponseCall call in rest)
        {
            call.Settle(end == ExchangeEnd.Complete ? ExchangeEnd.UpstreamAborted : end);
            call.Dispose();
        }
        return rest;
    }

    private async ValueTask FollowClientAsync(PumpEnd end, Task<PumpEnd> down)
    {
        bool closed = end == PumpEnd.Closed;
        _exchange.EndAs(closed ? ExchangeEnd.Complete : ExchangeEnd.ClientAborted);
        if (closed && _calls.Count == 0)
        {
            await _toUpstream.CloseAsync(_up.Close).ConfigureAwait(false);
            _limits.BeginClosing(WebSocketSide.Server);
            bool answered = await down.ConfigureAwait(false) == PumpEnd.Closed;
            await _toClient.CloseAsync(answered ? _down.Close : _up.Close).ConfigureAwait(false);
            return;
        }
        if (end != PumpEnd.Gone)
        {
            await _toClient.CloseAsync(_up.Close).ConfigureAwait(false);
        }
        _toClient.Shut();
        _limits.BeginDrain();
        await down.ConfigureAwait(false);
        bool refused = end == PumpEnd.Faulted && ClosePayload.CodeOf(_up.Close) == CloseCode.PolicyViolation;
        await _toUpstream.CloseAsync(ClosePayload.Of(refused ? CloseCode.PolicyViolation : CloseCode.GoingAway, "")).ConfigureAwait(false);
    }

    private async ValueTask FollowUpstreamAsync(Task<PumpEnd> up, Task<PumpEnd> down)
    {
        if (!down.IsCompleted)
        {
            _limits.HurryUpstream();
        }
        switch (await down.ConfigureAwait(false))
        {
            case PumpEnd.Closed:
                await _toClient.CloseAsync(_down.Close).ConfigureAwait(false);
                _limits.BeginClosing(WebSocketSide.Client);
                // No further event arrives, whatever the client does before it closes as well.
                SettleRest(_exchange.EndAs(ExchangeEnd.Complete));
                await up.ConfigureAwait(false);
                await _toUpstream.CloseAsync(_up.Close).ConfigureAwait(false);
                return;
            case PumpEnd.Faulted when _exchange.EndAs(ExchangeEnd.UpstreamAborted) == ExchangeEnd.UpstreamAborted:
                await _toUpstream.CloseAsync(_down.Close).ConfigureAwait(false);
                await _toClient.CloseAsync(_watched is { HasWithheld: true }
                    ? ClosePayload.Of(CloseCode.PolicyViolation, "Bot Bottle: a message was withheld (injection_detected)")
                    : ClosePayload.Of(CloseCode.Internal, "the upstream broke the WebSocket protocol")).ConfigureAwait(false);
                break;
            case PumpEnd.Unwanted:
                _exchange.EndAs(ExchangeEnd.ClientAborted);
                break;
        }
        _client.StopReading();
        await up.ConfigureAwait(false);
    }

    // The error is sent first: Codex takes a close alone for a network failure and retries five times.
    private async ValueTask SayCutAsync(IReadOnlyList<ResponseCall> calls)
    {
        await _toClient.EnterAsync().ConfigureAwait(false);
        try
        {
            Refusal refusal = _rules.Accounting.Refusals.OfBudget(RefusalCode.EgressCut, _exchange.Verdict.Dialect, null);
            foreach (ResponseCall call in calls)
            {
                await _toClient.WriteTextAsync(RefusalBuilder.ErrorMessage(refusal, call.Lane)).ConfigureAwait(false);
            }
            if (!_toClient.IsInMessage)
            {
                _toClient.WriteControl(WebSocketOpcode.Close, ClosePayload.Of(CloseCode.PolicyViolation, "Bot Bottle: egress of this run is cut"));
                await _toClient.FlushAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await _toClient.LeaveAsync().ConfigureAwait(false);
        }
    }
}
