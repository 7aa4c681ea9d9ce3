using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>Maps kinds of events to classes.</summary>
internal static class EventClasses
{
    /// <summary>The class of a kind. An unlisted kind throws; a test asks for each.</summary>
    public static EventClass Of(EventKind kind) => kind switch
    {
        EventKind.EgressBlock => EventClass.Refusals,
        EventKind.DlpMatch or EventKind.DlpRedacted or EventKind.ApprovalAsked or EventKind.ApprovalGiven or EventKind.ApprovalRejected
            or EventKind.ApprovalTimedOut
            or EventKind.ApprovalRevoked or EventKind.ApprovalUsed or EventKind.ApprovalExpired => EventClass.Dlp,
        EventKind.InjectionWarn or EventKind.InjectionBlock => EventClass.Injection,
        EventKind.BudgetWarn or EventKind.UsageEstimated or EventKind.FolderWarn => EventClass.Warnings,
        EventKind.BudgetCrossed or EventKind.Cut or EventKind.Restore or EventKind.Freeze or EventKind.Resume or EventKind.Kill => EventClass.Cutoffs,
        EventKind.ActionFailed or EventKind.LimitReached or EventKind.RouteReloadFailed or EventKind.ProxyRestarted or EventKind.FolderBreach =>
            EventClass.Failures,
        EventKind.RunStarted or EventKind.RunEnded or EventKind.EgressAllow or EventKind.BudgetSet or EventKind.BudgetReset or EventKind.RouteReload
            or EventKind.ControllerStarted or EventKind.FilesRemoved => EventClass.Other,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an event of no class"),
    };
}
