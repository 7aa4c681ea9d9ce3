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
    // True if the previous finding was masked.
    private bool _isMasked;

    // The end of the previous finding, if it passes; its low bits, because two ends that look alike only cost a refusal.
    private int _passedTo = -1;

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

    // Computed for a finding and for a body; most requests have neither.
    public OutboundReactions Reactions =>
        OutboundReactions.Of(exchange.Verdict.Route, exchange.Verdict.Provider is not null, review.AsksOperator);

    public async ValueTask<FindingAction> JudgeAsync(DlpFinding finding, FindingPlace place)
    {
        string what = $"{finding.Reason} in the {place.Name}: {finding.Context}";
        if (finding.Severity == DlpSeverity.Warn)
        {
            review.Journal.Found(EventKind.DlpMatch, exchange, null, what);
            return FindingAction.Pass;
        }
        string? obstacle = ObstacleTo(finding, place);
        _isMasked = false;
        bool? decision = review.Control.Decision(finding.Fingerprint, Host);
        FindingAction action = decision == true || (decision is null && Taken.Contains(finding.Fingerprint)) ? FindingAction.Pass
            : decision == false ? React(finding, place.IsHead, obstacle, what)
            : Reactions.To(finding.Kind, place.IsHead) switch
            {
                DlpReaction.Redact => Mask(finding, obstacle, RefusalCode.DlpMatch, what),
                DlpReaction.Block => Refuse(RefusalCode.DlpMatch, what),
                _ => await AskAsync(finding, place, obstacle, what).ConfigureAwait(false),
            };
        _passedTo = action == FindingAction.Pass ? unchecked((int)(finding.Start + finding.Length)) : -1;
        return action;
    }

    private string? ObstacleTo(DlpFinding finding, FindingPlace place) =>
        // A secret within a token has no bytes of its own: the token's mask covers it, if there is one.
        finding.Length == 0 && !_isMasked ? "it is within a value that passes"
        // It may overlap the finding that passes: the mask would cover only its end.
        : unchecked((int)finding.Start) == _passedTo ? "it follows a value that passes"
        : place.Obstacle;

    private FindingAction Mask(DlpFinding finding, string? obstacle, RefusalCode code, string what)
    {
        if (obstacle is not null)
        {
            return Refuse(code, $"{what} ({obstacle})");
        }
        _isMasked = true;
        review.NoteMask(exchange, finding, Host, what);
        return FindingAction.Mask;
    }

    private FindingAction React(DlpFinding finding, bool isHead, string? obstacle, string what) =>
        Reactions.ToRejected(finding.Kind, isHead) == RejectedReaction.Redact ? Mask(finding, obstacle, RefusalCode.ApprovalRejected, what)
        : Refuse(RefusalCode.ApprovalRejected, With(what, Reactions.WhyRejectedUnmasked(finding.Kind, isHead)));

    // The destination of an approval: the authority as forwarded, and a mark if others can read the request on its way. Computed only for a finding.
    private string Host => field ??= HostOf();

    // A host name that contains a secret is shown masked. Its keyed hash distinguishes it from every other.
    private string HostOf()
    {
        string authority = exchange.Target.Authority.ToString();
        string shown = review.Policy.Logs.Redact(authority);
        return (exchange.Target.Tls ? "" : "http://") + (shown == authority ? shown : $"{shown}#{review.Policy.Fingerprint(authority)[..16]}");
    }

    public void RefuseOpaque(string place, string why) =>
        Refuse(RefusalCode.DlpMatch, $"it {why}", subject: $"the {place} of this request");

    private async ValueTask<FindingAction> AskAsync(DlpFinding finding, FindingPlace place, string? obstacle, string what)
    {
        ApprovalRequest question = new(
            finding.Fingerprint, finding.Reason, place.Name, finding.Context, exchange.Verdict.Route!.Host, Host,
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
                : outcome.Code == RefusalCode.ApprovalRejected ? React(finding, place.IsHead, obstacle, what)
                : Refuse(outcome.Code, With(what, Reactions.WhyUnmasked(finding.Kind, place.IsHead), outcome.Message));
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

    private static string With(string what, params IEnumerable<string?> reasons) =>
        string.Join("; ", reasons.OfType<string>()) is { Length: > 0 } why ? $"{what} ({why})" : what;

    private FindingAction Refuse(RefusalCode code, string what, string? subject = null)
    {
        if (Refusal is null)
        {
            Refusal = review.Refusals.Of(code, exchange.Verdict.Dialect, subject, what, rule: exchange.Verdict.Rule);
            review.Journal.Found(EventKind.DlpMatch, exchange, Refusal, subject is null ? what : $"DLP cannot search {subject} for secrets: {what}");
        }
        return FindingAction.Refuse;
    }
}
