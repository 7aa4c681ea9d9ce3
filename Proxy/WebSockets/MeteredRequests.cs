using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Settings;
using BotBottle.Core.Usage;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Metering;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Checks the messages from a client to the Responses API. Each <c>response.create</c> waits for its own admission; unknown messages are refused. A refusal is
/// an error message to the client and leaves the WebSocket usable; the upstream does not see it.
/// </summary>
internal sealed class MeteredRequests(MessageRules rules, Exchange exchange, ResponseCalls calls, FrameSink client) : IMessageGate, IDisposable
{
    /// <summary>More than the number of lanes that agents use.</summary>
    private const int MostCalls = 64;

    private readonly GatheredMessage _message = new(rules.Room);
    private readonly ResponseChain _chain = new();
    private readonly DlpScan? _scan = exchange.Guard?.Detectors.Rent();
    private readonly List<DlpFinding> _found = [];
    private ResponsesRequestReader? _reader;

    public async ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward)
    {
        if (client.IsClosed)
        {
            // RFC 6455 section 5.5.1: a side that has received a close sends nothing but its own.
            return GateVerdict.Withhold;
        }
        if (piece.Kind == WebSocketOpcode.Binary)
        {
            return GateVerdict.End(CloseCode.UnsupportedData, "a binary message cannot be metered");
        }
        _reader ??= new ResponsesRequestReader();
        _reader.Append(piece.Data.Span);
        if (!_message.TryAppend(piece.Data.Span))
        {
            return GateVerdict.End(CloseCode.MessageTooBig, "a message of this size cannot be metered");
        }
        _found.AddRange(_scan?.Append(piece.Data.Span) ?? []);
        if (!piece.Ends)
        {
            return GateVerdict.Withhold;
        }
        _found.AddRange(_scan?.Complete() ?? []);
        _scan?.Reset();
        ResponsesRequest request = _reader.Complete();
        _reader.Dispose();
        _reader = null;
        ResponseCall? call = null;
        Refusal? refusal = await LookAsync().ConfigureAwait(false);
        if (refusal is null)
        {
            (refusal, call) = await JudgeAsync(request).ConfigureAwait(false);
        }
        if (refusal is not null)
        {
            _message.Clear();
            await AnswerAsync(refusal, request.Lane).ConfigureAwait(false);
            return GateVerdict.Withhold;
        }
        if (client.IsClosed)
        {
            // The upstream closed during the wait for the admission, so that no call can begin.
            call?.WasNotSent();
            _message.Clear();
            return GateVerdict.Withhold;
        }
        // If the upstream has stopped reading, the pump detects it after the batch.
        await onward.EnterAsync().ConfigureAwait(false);
        try
        {
            if (!await _message.SendAsync(onward).ConfigureAwait(false))
            {
                call?.WasNotSent();
            }
        }
        finally
        {
            await onward.LeaveAsync().ConfigureAwait(false);
        }
        return GateVerdict.Withhold;
    }

    /// <summary>True, because an admission may take seconds, and the upstream's pings must be answered meanwhile.</summary>
    public bool TakesTurns => true;

    /// <summary>
    /// A cut run sends nothing, and nothing is sent to a closed provider; responses in progress are only read. The relay sends pongs itself, because a client
    /// that left sends none.
    /// </summary>
    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) =>
        control != WebSocketOpcode.Pong && rules.Decision.Orders is { Cut: null } orders
        && (exchange.Verdict.Provider is not { } provider || orders.ClosedFor(provider.Name) is null)
        && (control != WebSocketOpcode.Close || exchange.Guard is not { } guard || OutboundMessages.IsClean(guard.Detectors, payload));

    public void Dispose()
    {
        _reader?.Dispose();
        _message.Dispose();
        if (_scan is not null)
        {
            exchange.Guard!.Detectors.Return(_scan);
        }
    }

    // Decides on the findings before the admission is requested; null if the message may be sent.
    private async ValueTask<Refusal?> LookAsync()
    {
        if (_found.Count == 0 || exchange.Guard is not { } looked)
        {
            return null;
        }
        OutboundGuard guard = new(rules.Review, exchange, looked.Detectors);
        BodyMask mask = new(onlyJson: true);
        foreach (DlpFinding finding in _found)
        {
            string? obstacle = finding.Severity == DlpSeverity.Block ? mask.Begin(_message, finding) : null;
            FindingAction action = await guard.JudgeAsync(finding, new FindingPlace("WebSocket message", obstacle)).ConfigureAwait(false);
            if (action == FindingAction.Mask && finding.Length > 0)
            {
                mask.Apply(_message, finding);
            }
            else if (action == FindingAction.Refuse)
            {
                break;
            }
        }
        mask.Follow(_message, _message.Length);
        _found.Clear();
        return guard.Refusal;
    }

    // Decides on a message. Without a refusal it may be sent; a <c>response.create</c> is then admitted.
    private async ValueTask<(Refusal? Refusal, ResponseCall? Call)> JudgeAsync(ResponsesRequest request)
    {
        // The same decision as for a request, with the present orders and routes.
        EgressRequest message = new(
            exchange.Target.Authority, exchange.Target.Tls, exchange.Method, exchange.Path, exchange.Client.Head.Fields, IsWebSocket: true, IsMessage: true);
        if (rules.Decision.Decide(message).Refusal is { } refused)
        {
            return (refused, null);
        }
        if (rules.Vault.Ended(exchange.Verdict.Credential) is { } ended)
        {
            // The handshake's token may live on at the vendor for hours.
            return (rules.Accounting.Refusals.Of(RefusalCode.CredentialMissing, exchange.Verdict.Dialect, ended.Message, rule: exchange.Verdict.Rule), null);
        }
        if (request.Kind == ResponsesRequestKind.Free)
        {
            calls.NoteAside();
            return default;
        }
        DateTimeOffset now = rules.Accounting.Time.GetUtcNow();
        CallAccount account = new(rules.Accounting, exchange.ToCallOrigin() with
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            StartedAt = now,
        });
        string? unknown = request switch
        {
            { Facts.Fault: not RequestFault.None } => null,
            { Kind: not ResponsesRequestKind.Create } => "only response.create, response.cancel and response.processed are supported",
            _ when calls.Count >= MostCalls => $"more than {MostCalls} responses at once on one WebSocket",
            _ => null,
        };
        if (unknown is not null)
        {
            return (rules.Accounting.Refusals.Of(RefusalCode.BadRequest, exchange.Verdict.Dialect, message: unknown), null);
        }
        using ClientWatch watch = account.Watch(exchange);
        if (!await account.AdmitAsync(_chain.Extend(request), watch.Gone).ConfigureAwait(false))
        {
            return (exchange.IsCut ? rules.Accounting.Refusals.OfBudget(RefusalCode.EgressCut, exchange.Verdict.Dialect, null) : account.Refusal, null);
        }
        ResponseCall call = new(account, request.Lane, _chain);
        calls.Add(call);
        return (null, call);
    }

    private async ValueTask AnswerAsync(Refusal refusal, string? lane)
    {
        rules.Journal.Refused(exchange.Target.Authority, exchange.Method, exchange.Path.Path, refusal);
        await client.EnterAsync().ConfigureAwait(false);
        try
        {
            await client.WriteTextAsync(RefusalBuilder.ErrorMessage(refusal, lane)).ConfigureAwait(false);
            await client.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            await client.LeaveAsync().ConfigureAwait(false);
        }
    }
}
