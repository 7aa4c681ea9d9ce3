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
/// Judges what the scans of one request find, by its route: refuse, mask, or ask an operator. What an operator has said of a value stands for the run and for
/// this destination. The first refusal stays; no secret is in it.
/// </summary>
internal sealed class OutboundGuard(OutboundReview review, Exchange exchange, DlpDetectors detectors) : IFindingJudge
{
    private readonly DlpReaction _reaction = exchange.Verdict.Route?.Dlp?.OnMatch ?? DlpReaction.Supervise;

    // Whether the finding before was masked.
    private bool _isMasked;

    /// <summary>Whether an operator's answer can be waited for; otherwise the value is offered for approval, and refused until then.</summary>
    public bool MayWait { get; init; } = true;

    /// <summary>The values that this request, or message, has taken a yes for one request for.</summary>
    public HashSet<string> Taken { get; init; } = [];

    /// <summary>The detectors that the request is searched with.</summary>
    public DlpDetectors Detectors => detectors;

    /// <summary>Why the request goes no further; null while it may.</summary>
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

    // What a yes is for: where the request goes, as it is forwarded, and whether others can read it on its way. Made when something is found, and not for each
    // request.
    private string Host => field ??= HostOf();

    // A host that holds a secret itself is told masked; its keyed hash keeps it apart from every other.
    private string HostOf()
    {
        string authority = exchange.Target.Authority.ToString();
        string shown = review.Policy.Logs.Redact(authority);
        return (exchange.Target.Tls ? "" : "http://") + (shown == authority ? shown : $"{shown}#{review.Policy.Fingerprint(authority)[..16]}");
    }

    public void RefuseOpaque(string place, string why) => Refuse(RefusalCode.DlpMatch, $"the {place} {why}, so that nobody can look into it");

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
            // The run was cut meanwhile, or ends: whoever explains the end of the exchange says so.
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
        return Refuse(RefusalCode.DlpMatch, $"{what} (asked for approval; a retry after it passes)");
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
