using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// The account of one call: it is admitted once, with the complete facts of its request, and reported once if it was admitted. The first caller that claims the
/// report makes it.
/// </summary>
internal sealed class CallAccount(CallAccounting accounting, CallOrigin origin)
{
    private RequestFacts? _facts;
    private AdmissionAnswer? _admission;
    private int _settled;

    /// <summary>The refusal, if the call was not admitted; null otherwise.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>True if the call was admitted, so that it must be reported.</summary>
    public bool IsAdmitted => _admission is not null;

    /// <summary>True if its ledger row is final.</summary>
    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>True if the request's body is no reason to refuse it. <see cref="AdmitAsync"/> checks that, too.</summary>
    public bool Judge(RequestFacts facts)
    {
        Refusal = RequestJudgement.Of(accounting.Refusals, facts, origin.Class, origin.Dialect, origin.Tools, origin.Rule);
        if (Refusal is null && facts.Background && !origin.MaySpendUnseen)
        {
            Refusal = accounting.Refusals.Of(
                RefusalCode.UnmeteredCall, origin.Dialect, "a background response",
                "the route's 'unmetered: true' admits it where no hard budget governs", rule: origin.Rule);
        }
        return Refusal is null;
    }

    /// <summary>Asks the controller for the admission. If true, the last bytes of the request may be sent.</summary>
    public async ValueTask<bool> AdmitAsync(RequestFacts facts, CancellationToken cancel)
    {
        _facts = facts = PathFacts.Add(facts, origin.Class, origin.Path);
        if (!Judge(facts))
        {
            return false;
        }
        AdmissionRequest question = new(
            origin.Id, origin.Provider.Name, ReportText.Limit(facts.Model, ReportText.MaxName), facts.InputEstimate, facts.LimitOf(origin.Class.Format),
            origin.Class.Kind == CallKind.Unmetered || facts.Background, facts.Choices, facts.IsCounted && !facts.Compacts,
            !facts.IsCounted && (facts.HiddenInput || facts.FollowsResponse), facts.TextBytes);
        AdmissionOutcome outcome = await accounting.Control.AdmitAsync(question, Estimate, cancel).ConfigureAwait(false);
        if (outcome.IsAdmitted)
        {
            _admission = outcome.Answer;
            return true;
        }
        Refusal = outcome.Answer is { } answer
            ? accounting.Refusals.OfAdmission(answer, origin.Dialect, origin.Path)
            : accounting.Refusals.Of(RefusalCode.ControllerUnreachable, origin.Dialect, message: outcome.Problem);
        return false;
    }

    /// <summary>Watches the client while the call waits for its admission.</summary>
    public ClientWatch Watch(Exchange exchange) => new(exchange, accounting.Time);

    /// <summary>Refuses the call before the controller is asked.</summary>
    /// <returns>False.</returns>
    public bool Refuse(string why, int status)
    {
        Refusal = accounting.Refusals.Of(RefusalCode.BadRequest, origin.Dialect, message: why, status: status);
        return false;
    }

    /// <summary>Opens the account of a call that took place without an admission. It must be settled even if the spool has no room for it (false).</summary>
    public bool TryAdmitUnasked()
    {
        _facts = new RequestFacts();
        _admission = new AdmissionAnswer(AdmissionVerdict.Admitted);
        return accounting.Control.TryAdmitUnasked(Estimate(_admission));
    }

    /// <summary>True if the caller must <see cref="Settle"/> the call: it was admitted and has not been claimed before.</summary>
    public bool TryClaim() => _admission is not null && Interlocked.Exchange(ref _settled, 1) == 0;

    /// <summary>Records a provisional cost, when the response has sent its end but another generation may still follow.</summary>
    /// <param name="end">The end of the call, if no further report follows.</param>
    /// <param name="status">The upstream's status.</param>
    /// <param name="result">The usage that the response has reported so far.</param>
    public void Note(ExchangeEnd end, int status, UsageResult result)
    {
        if (_admission is { } admission && !IsSettled)
        {
            SettledUsage settled = UsageSettlement.Settle(origin.Class.Kind, _facts!, requestSent: true, status, result, admission.OutputHold);
            accounting.Control.Note(Report(settled, result, status, end));
        }
    }

    /// <summary>Reports the call. Only for the caller that has claimed it.</summary>
    /// <param name="end">The reason for its end.</param>
    /// <param name="status">The upstream's status; 0 without a response.</param>
    /// <param name="result">The usage that the response reported; null without a response.</param>
    /// <param name="requestSent">True if the last byte of the request was sent; without it, no provider begins.</param>
    public void Settle(ExchangeEnd end, int status, UsageResult? result, bool requestSent = true)
    {
        SettledUsage settled = UsageSettlement.Settle(origin.Class.Kind, _facts!, requestSent, status, result, _admission!.OutputHold);
        accounting.Control.End(Report(settled, result, status, end));
        if (settled.Suspicious)
        {
            accounting.Control.Tell(new EgressEvent(
                EventKind.UsageEstimated, accounting.Time.GetUtcNow(), origin.Authority.ToString(), origin.Method,
                ReportText.Limit(origin.Path, ReportText.MaxPath), status, null, "the response to a call that is not known to be free had no usage"));
        }
    }

    private UsageReport Estimate(AdmissionAnswer? answer) => Report(
        new SettledUsage(new TokenUsage(_facts!.InputEstimate, 0, 0, answer?.OutputHold ?? 0, 0), UsageQuality.Estimated), null, 0, ExchangeEnd.ProxyDied);

    private UsageReport Report(SettledUsage settled, UsageResult? result, int status, ExchangeEnd end) => new(
        origin.Id,
        origin.Provider.Name,
        origin.Authority.Host.ToString(),
        ReportText.Limit(origin.Path, ReportText.MaxPath)!,
        ReportText.Limit(result?.ServedModel ?? _facts!.Model, ReportText.MaxName),
        ReportText.Limit(result?.ResponseId, ReportText.MaxName),
        status,
        settled.Usage,
        settled.Quality,
        end,
        origin.StartedAt,
        accounting.Time.GetUtcNow());
}

/// <summary>The parts that the accounts of a run's calls share.</summary>
/// <param name="Control">Admits calls and receives their reports.</param>
/// <param name="Refusals">Writes the refusal for a call that is not admitted.</param>
/// <param name="Time">The clock for the reports.</param>
internal sealed record CallAccounting(IRunControl Control, RunRefusals Refusals, TimeProvider Time);

/// <summary>The checks of a request to a provider that need only its body: whether it is unambiguous, and whether its tools are allowed.</summary>
internal static class RequestJudgement
{
    /// <summary>The refusal for the body; null if it is allowed.</summary>
    /// <param name="refusals">Writes the refusal.</param>
    /// <param name="facts">The facts of its body.</param>
    /// <param name="call">The class of the call.</param>
    /// <param name="dialect">The dialect of the refusal.</param>
    /// <param name="tools">The provider-run tools that its route allows.</param>
    /// <param name="rule">The route.</param>
    public static Refusal? Of(
        RunRefusals refusals, RequestFacts facts, CallClass call, RefusalDialect? dialect, IReadOnlyList<string> tools, string? rule)
    {
        if (facts.MustRefuse(call))
        {
            return refusals.Of(RefusalCode.BadRequest, dialect, message: Describe(facts));
        }
        return ToolRule.FindRefused(facts.Tools, tools) is { } tool
            ? refusals.Of(
                RefusalCode.ToolNotAllowed, dialect, tool, "it runs at the provider, outside the bottle; the route's 'tools' can allow it", rule: rule)
            : null;
    }

    private static string Describe(RequestFacts facts) => facts.Fault switch
    {
        RequestFault.AmbiguousKey => $"the key '{facts.FaultKey}' appears twice or has an ambiguous spelling",
        RequestFault.BadValue => $"the key '{facts.FaultKey}' has an invalid value",
        RequestFault.Encoded => "the content coding or character set of the request cannot be read",
        _ => "the request is not a JSON object",
    };
}
