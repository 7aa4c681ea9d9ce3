using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Decides on the findings of one request, by its route: refuse, mask, or ask an operator. An operator's decision on a value applies to the run and this
/// destination. The first refusal is kept; it contains no secret.
/// </summary>
internal sealed class OutboundGuard(OutboundReview review, Exchange exchange, DlpDetectors detectors) : IFindingJudge
{
    private readonly DlpReaction _reaction = exchange.Verdict.Route?.Dlp?.OnMatch ?? DlpReaction.Supervise;

    // True if the previous finding was masked.
    private bool _isMasked;

    /// <summary>
    /// True if the request can wait for an operator's decision. Otherwise the value is offered for approval and refused until it is approved.
    /// </summary>
    public bool MayWait { get; init; } = true;

    /// <summary>The fingerprints for which this request or message has used up an approval for one request.</summary>
    public HashSet<string> Taken { get; init; } = [];

    /// <summary>The detectors for the request.</summary>
    public DlpDetectors Detectors => detectors;

    /// <summary>The refusal; null if the request may be sent.</summary>
    public Refusal? Refusal { get; private set; }

    public async ValueTask<FindingAction> JudgeAsync(DlpFinding finding, string place, bool canMask)
    {
        string what = $"{finding.Reason} in the {place}: {finding.Context}";
        if (finding.Severity == DlpSeverity.Warn)
        {
            review.Journal.Found(EventKind.DlpMatch, exchange, null, what);
            return FindingAction.Pass;
        }
        // A secret within a token has no bytes of its own: the token's mask covers it, if there is one.
        canMask &= finding.Length > 0 || _isMasked;
        _isMasked = false;
        bool? decision = review.Control.Decision(finding.Fingerprint, Host);
        if (decision == true || (decision is null && Taken.Contains(finding.Fingerprint)))
        {
            return FindingAction.Pass;
        }
        if (_reaction == DlpReaction.Redact && canMask)
        {
            _isMasked = true;
            review.Journal.Found(EventKind.DlpRedacted, exchange, null, what);
            return FindingAction.Mask;
        }
        if (_reaction != DlpReaction.Supervise || decision == false)
        {
            return Refuse(decision == false ? RefusalCode.ApprovalRejected : RefusalCode.DlpMatch, what);
        }
        return await AskAsync(finding, place, what).ConfigureAwait(false);
    }

    // The destination of an approval: the authority as forwarded, and a mark if others can read the request on its way. Computed only for a finding.
    private string Host => field ??= HostOf();

    // A host name that contains a secret is shown masked. Its keyed hash distinguishes it from every other.
    private string HostOf()
    {
        string authority = exchange.Target.Authority.ToString();
        string shown = review.Policy.Logs.Redact(authority);
        return (exchange.Target.Tls ? "" : "http://") + (shown == authority ? shown : $"{shown}#{review.Policy.Fingerprint(authority)[..16]}");
    }

    public void RefuseOpaque(string place, string why) => Refuse(RefusalCode.DlpMatch, $"the {place} {why}, so that it cannot be searched for secrets");

    private async ValueTask<FindingAction> AskAsync(DlpFinding finding, string place, string what)
    {
        ApprovalRequest question = new(
            finding.Fingerprint, finding.Reason, place, finding.Context, exchange.Verdict.Route!.Host, Host,
            review.Policy.Logs.Redact(exchange.Method), review.Policy.Logs.Redact(exchange.Path.Path));
        try
        {
            if (!MayWait)
            {
                return await OfferAsync(finding, question, what).ConfigureAwait(false);
            }
            ApprovalOutcome outcome = await review.Control.AskApprovalAsync(question, exchange.Stopped).ConfigureAwait(false);
            if (outcome.Once)
            {
                Taken.Add(finding.Fingerprint);
            }
            return outcome.IsApproved ? FindingAction.Pass
                : Refuse(outcome.Code, outcome.Message is { } more ? $"{what} ({more})" : what);
        }
        catch (OperationCanceledException)
        {
            // The run was cut meanwhile or ends. The end of the exchange is explained elsewhere.
            return Refuse(RefusalCode.DlpMatch, what);
        }
    }

    private async ValueTask<FindingAction> OfferAsync(DlpFinding finding, ApprovalRequest question, string what)
    {
        if (await review.Control.TakeOnceAsync(finding.Fingerprint, Host, exchange.Stopped).ConfigureAwait(false))
        {
            Taken.Add(finding.Fingerprint);
            return FindingAction.Pass;
        }
        review.Control.OfferApproval(question);
        return Refuse(RefusalCode.DlpMatch, $"{what} (approval was requested; retry after it is given)");
    }

    private FindingAction Refuse(RefusalCode code, string what)
    {
        if (Refusal is null)
        {
            Refusal = review.Refusals.Of(code, exchange.Verdict.Dialect, message: what, rule: exchange.Verdict.Rule);
            review.Journal.Found(EventKind.DlpMatch, exchange, Refusal, what);
        }
        return FindingAction.Refuse;
    }
}
