using System.Buffers;
using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Reports;

namespace BotBottle.Proxy.Exchange;

/// <summary>
/// One call that needs an admission, from its request's first byte to its ledger row. Its two taps see the same memory that is forwarded. The request's
/// half (<see cref="ReadRequest"/>, <see cref="AdmitAsync"/>) and the answer's may run at once; <see cref="Settle"/> comes after both, and the
/// first of the reports that are tried is the one that counts.
/// </summary>
internal sealed class MeteredCall(ServedRun run, Exchange exchange) : IDisposable
{
    private readonly Provider _provider = exchange.Verdict.Provider!;
    private readonly CallClass _class = exchange.Verdict.Call;
    private readonly RequestFactsReader _request = new(CodingOf(exchange.Client.Head.Fields), run.Decoders);
    private UsageReader? _answer;
    private RequestFacts? _facts;
    private AdmissionAnswer? _admission;
    private int _status;
    private int _settled;

    /// <summary>The dialect in which the call is refused.</summary>
    public CallFormat RefusalFormat => CallTable.RefusalFormat(_provider, _class);

    /// <summary>Why the call was not admitted; null as long as it was not refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Whether it was admitted, and so will be reported.</summary>
    public bool IsAdmitted => _admission is not null;

    /// <summary>Whether nothing that still comes can change its ledger row.</summary>
    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    public void ReadRequest(in ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            _request.Append(segment.Span);
        }
    }

    /// <summary>The body is complete: asks for the admission. True lets its last bytes go.</summary>
    public async ValueTask<bool> AdmitAsync()
    {
        _facts = _request.Complete();
        if (_facts.MustRefuse(_class))
        {
            Refusal = run.Refusals.Of(RefusalCode.BadRequest, RefusalFormat, message: Describe(_facts));
            return false;
        }
        AdmissionRequest question = new(
            exchange.Id, _provider.Name, ReportText.Limit(_facts.Model, ReportText.MaxName), _facts.InputEstimate, _facts.MaxOutput,
            _class.Kind == CallKind.Unmetered || _facts.Background);
        AdmissionOutcome outcome = await run.Control.AdmitAsync(question, Estimate, exchange.Stopped).ConfigureAwait(false);
        if (outcome.IsAdmitted)
        {
            _admission = outcome.Answer;
            return true;
        }
        Refusal = outcome.Answer is { } answer
            ? run.Refusals.OfAdmission(answer, RefusalFormat, exchange.Path.Path)
            : run.Refusals.Of(RefusalCode.ControllerUnreachable, RefusalFormat, message: outcome.Problem);
        return false;
    }

    /// <summary>The answer's head is there.</summary>
    public void BeginAnswer(ResponseHead head)
    {
        _status = head.StatusCode;
        _answer = new UsageReader(_class.Format, CodingOf(head.Fields), run.Decoders);
    }

    public void ReadAnswer(in ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            _answer!.Append(segment.Span);
        }
        if (_answer!.Ended)
        {
            AnswerIsComplete();
        }
    }

    /// <summary>All of the answer has come, or all that can change its usage; its last byte has not been given out.</summary>
    public void AnswerIsComplete() => Settle(exchange.EndAs(ExchangeEnd.Complete), isWhole: true);

    /// <summary>Whether an event of ours can be put into the answer here.</summary>
    public bool AtEventBoundary => _answer?.AtEventBoundary ?? false;

    /// <summary>Reports the call, once, if it was admitted.</summary>
    /// <param name="end">Why the exchange ended.</param>
    /// <param name="isWhole">Whether all of the answer was read.</param>
    public void Settle(ExchangeEnd end, bool isWhole = false)
    {
        if (_admission is null || Interlocked.Exchange(ref _settled, 1) != 0)
        {
            return;
        }
        UsageResult? result = _answer?.Complete(isWhole);
        SettledUsage settled = UsageSettlement.Settle(
            _class.Kind, _facts!, requestSent: true, _status, result, _admission.OutputHold);
        run.Control.End(Report(settled, result, end));
        if (settled.Suspicious)
        {
            run.Control.Tell(new EgressEvent(
                EventKind.UsageEstimated, run.Time.GetUtcNow(), exchange.Target.Authority.ToString(), exchange.Method, ReportText.Limit(exchange.Path.Path, ReportText.MaxPath), _status, null,
                "a call that is not known to be free answered without usage"));
        }
    }

    public void Dispose()
    {
        _request.Dispose();
        _answer?.Dispose();
    }

    private static string Describe(RequestFacts facts) => facts.Fault switch
    {
        RequestFault.AmbiguousKey => $"the key '{facts.FaultKey}' is there twice, or spelled so that it can be read in two ways",
        RequestFault.BadValue => $"the key '{facts.FaultKey}' has an impossible value",
        RequestFault.Encoded => "the content coding of the request cannot be undone",
        _ => "the request is not a JSON object",
    };

    private static ContentCoding CodingOf(HeaderTable fields) => fields.CountOf(FieldName.ContentEncoding) switch
    {
        0 => ContentCoding.Identity,
        1 when fields.TryGet(FieldName.ContentEncoding, out ReadOnlySpan<byte> coding) => ContentCodings.Parse(coding),
        _ => ContentCoding.Unsupported,
    };

    private UsageReport Estimate(AdmissionAnswer? answer) => Report(
        new SettledUsage(new TokenUsage(_facts!.InputEstimate, 0, 0, answer?.OutputHold ?? 0, 0), UsageQuality.Estimated), null, ExchangeEnd.ProxyDied);

    private UsageReport Report(SettledUsage settled, UsageResult? result, ExchangeEnd end) => new(
        exchange.Id,
        _provider.Name,
        exchange.Target.Authority.Host.ToString(),
        ReportText.Limit(exchange.Path.Path, ReportText.MaxPath)!,
        ReportText.Limit(result?.ServedModel ?? _facts!.Model, ReportText.MaxName),
        ReportText.Limit(result?.ResponseId, ReportText.MaxName),
        _status,
        settled.Usage,
        settled.Quality,
        end,
        exchange.StartedAt,
        run.Time.GetUtcNow());
}
