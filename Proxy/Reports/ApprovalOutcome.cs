using BotBottle.Core.Refusals;

namespace BotBottle.Proxy.Reports;

/// <summary>The result of asking for an approval, and the refusal code that follows from it.</summary>
/// <param name="Result">The result.</param>
/// <param name="Message">The reason, for a person, if the result alone does not give it; it is added to the refusal's text.</param>
/// <param name="Once">True if the approval was for one request and this one has used it up.</param>
internal readonly record struct ApprovalOutcome(ApprovalResult Result, string? Message = null, bool Once = false)
{
    /// <summary>True if the request may be sent.</summary>
    public bool IsApproved => Result == ApprovalResult.Approved;

    /// <summary>The refusal code. Without an operator's decision, the finding itself is the reason.</summary>
    public RefusalCode Code => Result switch
    {
        ApprovalResult.Rejected => RefusalCode.ApprovalRejected,
        ApprovalResult.TimedOut => RefusalCode.ApprovalTimedOut,
        _ => RefusalCode.DlpMatch,
    };
}

/// <summary>The result of asking for an approval.</summary>
internal enum ApprovalResult
{
    /// <summary>The value may be sent, within the reach of the approval.</summary>
    Approved,

    /// <summary>An operator refused it, now or earlier.</summary>
    Rejected,

    /// <summary>No operator decided in time; a retry asks again.</summary>
    TimedOut,

    /// <summary>The run has no operator to ask.</summary>
    Unsupervised,

    /// <summary>The run has reached its limit of approvals.</summary>
    TooMany,

    /// <summary>The controller could not be asked, or did not report the decision.</summary>
    ControllerUnreachable,
}
