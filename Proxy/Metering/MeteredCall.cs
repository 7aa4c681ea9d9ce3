using System.Buffers;
using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Refusals;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Bodies;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// One call that needs an admission, from its request's first byte to its ledger row. Its two taps see the same memory that is forwarded. The request's
/// half (<see cref="ReadRequest"/>, <see cref="AdmitAsync"/>) and the response's may run at once; <see cref="Settle"/> comes after both, and the
/// first of the reports that are tried is the one that counts.
/// </summary>
/// <param name="accounting">For its account.</param>
/// <param name="count">Counts its input, and is disposed of with it; null where no gate asks for that.</param>
/// <param name="decoders">For its bodies.</param>
/// <param name="exchange">The call.</param>
internal sealed class MeteredCall(CallAccounting accounting, InputCount? count, ContentDecoders decoders, Exchange exchange) : IRequestGate, IResponseTap,
    IDisposable
{
    private readonly CallAccount _account = new(accounting, exchange.ToCallOrigin());
    private readonly RequestFactsReader _request = new(RequestCodingOf(exchange.Client.Head.Fields), decoders);
    private UsageReader? _answer;
    private int _status;
    private bool _noted;

    /// <summary>Why the call was not admitted; null as long as it was not refused.</summary>
    public Refusal? Refusal => _account.Refusal;

    /// <summary>Whether it was admitted, and so will be reported.</summary>
    public bool IsAdmitted => _account.IsAdmitted;

    /// <summary>Whether nothing that still comes can change its ledger row.</summary>
    public bool IsSettled => _account.IsSettled;

    public void ReadRequest(in ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            _request.Append(segment.Span);
        }
    }

    public bool IsWhole => _request.IsWhole;

    public BodyCopy? Copy => count?.Copy;

    /// <summary>The body is complete: asks for the admission. True lets its last bytes go.</summary>
    public async ValueTask<bool> AdmitAsync()
    {
        RequestFacts facts = _request.Complete();
        using ClientWatch client = _account.Watch(exchange);
        if (count is not null && facts.Fault == RequestFault.None)
        {
            if (count.IsTooLarge)
            {
                return _account.Refuse(
                    $"a budget's gate counts this call's input, and it has more than {BodyCopy.MaxBytes / 1024 / 1024} MiB; the gate 'paced' takes larger ones",
                    413);
            }
            if (!_account.Judge(facts))
            {
                // Before the provider sees it: counting is work, too, and may ask a tool's server for its tools.
                return false;
            }
            facts = await count.CountAsync(facts).ConfigureAwait(false);
        }
        return await _account.AdmitAsync(facts, client.Gone).ConfigureAwait(false);
    }

    /// <summary>The response's head is there.</summary>
    public void BeginResponse(ResponseHead head)
    {
        _status = head.StatusCode;
        _answer = new UsageReader(exchange.Verdict.Call.Format, BodyCoding.Of(head.Fields), decoders);
    }

    public void ReadResponse(in ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            _answer!.Append(segment.Span);
        }
        if (!_noted && _answer!.Ended)
        {
            // Before the client sees the end. It is not settled yet: a second generation behind the first would be free otherwise.
            _noted = true;
            _account.Note(exchange.EndAs(ExchangeEnd.Complete), _status, _answer.SoFar());
        }
    }

    /// <summary>Whether the response has said its end.</summary>
    public bool HasSaidItsEnd => _noted;

    /// <summary>All of the response has come; its last byte has not been given out.</summary>
    public void ResponseIsComplete() => Settle(exchange.EndAs(ExchangeEnd.Complete), isWhole: true);

    /// <summary>Whether an event of ours can be put into the response here.</summary>
    public bool AtEventBoundary => _answer?.AtEventBoundary ?? false;

    /// <summary>Reports the call, once, if it was admitted.</summary>
    /// <param name="end">Why the exchange ended.</param>
    /// <param name="isWhole">Whether all of the response was read.</param>
    /// <param name="requestSent">Whether all of the request went out.</param>
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

    /// <summary>How a request's body is coded. What is in another character set is as good as coded: a provider that transcodes would read a model where there
    /// is none for us.</summary>
    public static ContentCoding RequestCodingOf(HeaderTable fields) =>
        ContentTypeField.IsReadableAsUtf8(fields) ? BodyCoding.Of(fields) : ContentCoding.Unsupported;
}
