using System.Globalization;
using System.Text.Json.Nodes;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Approvals;

/// <summary>
/// Texts about approvals. Text that an agent chose is cleaned and cut before it is stored, because it reaches an operator's terminal and every event contains
/// it.
/// </summary>
internal static class ApprovalTexts
{
    private const int MaxName = 64;

    // A name has up to 253 characters. The text that proxies add to it (ApprovalRequest.Host) must not be cut, or two destinations would share a decision.
    private const int MaxHost = 320;

    private const int MaxText = 256;

    /// <summary>Gets the request with every text safe for a terminal and cut to a readable length.</summary>
    public static ApprovalRequest Clean(ApprovalRequest request) => new(
        request.Fingerprint, TerminalText.Short(request.Rule, MaxName), TerminalText.Short(request.Place, MaxName),
        TerminalText.Short(request.Context, MaxText), TerminalText.Short(request.Route, MaxHost),
        TerminalText.Short(request.Host, MaxHost), TerminalText.Short(request.Method, MaxName), TerminalText.Short(request.Path, MaxText));

    /// <summary>Makes the event of a change; for a decision it names the operator.</summary>
    public static EventDraft Event(EventKind kind, ApprovalView approval, DateTimeOffset now)
    {
        string what = $"{approval.Rule} in {approval.Place} of {ApprovalText.TargetOf(approval)}: {approval.Context}";
        string message = kind switch
        {
            EventKind.ApprovalAsked =>
                $"{approval.Id} waits until {Time(approval.ExpiresAt)} for `bot-bottle approve {approval.Id}` or `bot-bottle reject {approval.Id}`: {what}",
            EventKind.ApprovalTimedOut => $"{approval.Id} timed out, the request is refused: {what}",
            EventKind.ApprovalGiven => $"{approval.Id} approved by {approval.DecidedBy} for {ApprovalText.ReachOf(approval)}: {what}",
            EventKind.ApprovalRejected => $"{approval.Id} rejected by {approval.DecidedBy} for {ApprovalText.ReachOf(approval)}: {what}",
            _ => $"{approval.Id} {WireNames.Of(approval.State)} by {approval.DecidedBy}: {what}",
        };
        return new EventDraft(now, kind, approval.Run, approval.Name, message, Audit: kind != EventKind.ApprovalAsked, Data(approval));
    }

    /// <summary>Gets the refusal for an approval that can no longer be decided.</summary>
    /// <param name="approval">The approval.</param>
    /// <param name="stands">True if its run lives, so that a decision can be revoked.</param>
    public static RefusedException Over(ApprovalView approval, bool stands) => approval.State switch
    {
        ApprovalState.Approved or ApprovalState.Rejected => new RefusedException(
            "already_decided",
            $"{approval.Id} was {WireNames.Of(approval.State)} at {Time(approval.DecidedAt)} by {approval.DecidedBy} for {ApprovalText.ReachOf(approval)}; "
                + (stands ? $"to revoke it: bot-bottle revoke {approval.Id}" : $"its run, {approval.Name}, is over")),
        ApprovalState.Used or ApprovalState.Expired or ApprovalState.Revoked or ApprovalState.Superseded => new RefusedException(
            "over",
            $"{approval.Id} was {WireNames.Of(approval.State)} at {Time(approval.DecidedAt)} by {approval.DecidedBy}; if the agent tries again, you are asked "
                + "again"),
        ApprovalState.Ended => new RefusedException("ended", $"{approval.Id} ended with its run, {approval.Name}"),
        _ => new RefusedException("timed_out", $"{approval.Id} timed out at {Time(approval.ExpiresAt)}; if the agent tries again, you are asked again"),
    };

    private static JsonObject Data(ApprovalView approval) => new()
    {
        ["approval"] = approval.Id,
        ["fingerprint"] = approval.Fingerprint,
        ["rule"] = approval.Rule,
        ["place"] = approval.Place,
        ["context"] = approval.Context,
        ["route"] = approval.Route,
        ["host"] = approval.Host,
        ["method"] = approval.Method,
        ["path"] = approval.Path,
        ["expires_at"] = approval.ExpiresAt.ToString("O", CultureInfo.InvariantCulture),
        ["by"] = approval.DecidedBy,
        ["any_host"] = approval.AnyHost,
        ["once"] = approval.Once,
        ["until"] = approval.Until?.ToString("O", CultureInfo.InvariantCulture),
    };

    private static string Time(DateTimeOffset? at) => string.Create(CultureInfo.InvariantCulture, $"{at?.ToUniversalTime():HH:mm:ss} UTC");
}
