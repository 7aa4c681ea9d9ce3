using System.Buffers;
using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Refusals;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// One call that needs an admission, from the first byte of its request to its ledger row. It reads request and response in the memory that is forwarded. The
/// request's side (<see cref="ReadRequest"/>, <see cref="AdmitAsync"/>) and the response's side may run at the same time. <see cref="Settle"/> follows both;
/// the first report counts.
/// </summary>
/// <param name="accounting">The parts of its account.</param>
/// <param name="count">Counts its input and is disposed with the call; null if no gate requires a count.</param>
/// <param name="decoders">Decodes its bodies.</param>
/// <param name="exchange">The exchange of the call.</param>
internal sealed class MeteredCall(CallAccounting accounting, InputCount? count, ContentDecoders decoders, Exchange exchange) : IRequestGate, IResponseTap,
    IDisposable
{
    private readonly CallAccount _account = new(accounting, exchange.ToCallOrigin());
    private readonly RequestFactsReader _request = new(RequestCodingOf(exchange.Client.Head.Fields), decoders);
    private UsageReader? _answer;
    private int _status;
    private bool _noted;

    /// <summary>The refusal, if the call was not admitted; null otherwise.</summary>
    public Refusal? Refusal => _account.Refusal;

    /// <summary>True if the call was admitted, so that it must be reported.</summary>
    public bool IsAdmitted => _account.IsAdmitted;

    /// <summary>True if its ledger row is final.</summary>
    public bool IsSettled => _account.IsSettled;

    public void ReadRequest(in ReadOnlySequence<byte> content, bool isDecoded = false)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            _request.Append(segment.Span, isDecoded);
        }
    }

    public bool IsWhole => _request.IsWhole;

    public BodyCopy? Copy => count?.Copy;

    /// <summary>Asks for the admission when the body is complete. If true, its last bytes may be sent.</summary>
    public async ValueTask<bool> AdmitAsync()
    {
        RequestFacts facts = _request.Complete();
        using ClientWatch client = _account.Watch(exchange);
        if (count is not null && facts.Fault == RequestFault.None)
        {
            if (count.IsTooLarge)
            {
                return _account.Refuse(
                    $"a budget's gate counts the input of this call, but its body is larger than {BodyCopy.MaxBytes / 1024 / 1024} MiB; "
                    + "the gate 'paced' admits larger ones",
                    413);
            }
            if (!_account.Judge(facts))
            {
                // Checked before the provider sees the body: a count costs work, too, and may ask a tool's server for its tools.
                return false;
            }
            facts = await count.CountAsync(facts).ConfigureAwait(false);
        }
        return await _account.AdmitAsync(facts, client.Gone).ConfigureAwait(false);
    }

    /// <summary>Starts to read the response after its head.</summary>
    public void BeginResponse(ResponseHead head)
    {
        _status = head.StatusCode;
        _answer = new UsageReader(exchange.Verdict.Call.Format, BodyCoding.Of(head.Fields), decoders);
        _answer.TakeHead(head.Fields);
    }

    public void ReadResponse(in ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            _answer!.Append(segment.Span);
        }
        if (!_noted && _answer!.Ended)
        {
            // Recorded before the client sees the end. The call is not settled yet; otherwise a second generation after the first would be free.
            _noted = true;
            _account.Note(exchange.EndAs(ExchangeEnd.Complete), _status, _answer.SoFar());
        }
    }

    /// <summary>True if the response has sent the event or field that ends it.</summary>
    public bool HasSaidItsEnd => _noted;

    /// <summary>Called when the response is complete and its last byte has not been sent to the client yet.</summary>
    public void ResponseIsComplete() => Settle(exchange.EndAs(ExchangeEnd.Complete), isWhole: true);

    /// <summary>True if the proxy can insert an event of its own into the response here.</summary>
    public bool AtEventBoundary => _answer?.AtEventBoundary ?? false;

    /// <summary>Reports the call once, if it was admitted.</summary>
    /// <param name="end">The reason for the exchange's end.</param>
    /// <param name="isWhole">True if the whole response was read.</param>
    /// <param name="requestSent">True if the whole request was sent.</param>
    public void Settle(ExchangeEnd end, bool isWhole = false, bool requestSent = true)
    {
        if (_account.TryClaim())
        {
            _account.Settle(end, _status, _answer?.Complete(isWhole), requestSent);
        }
    }

    public void Dispose()
    {
        _request.Dispose();
        count?.Dispose();
        _answer?.Dispose();
    }

    /// <summary>
    /// The content coding of a request's body. Another character set counts as unsupported: a provider that transcodes the body would find a model where the
    /// proxy finds none.
    /// </summary>
    public static ContentCoding RequestCodingOf(HeaderTable fields) =>
        ContentTypeField.IsReadableAsUtf8(fields) ? BodyCoding.Of(fields) : ContentCoding.Unsupported;
}
