using BotBottle.Core.Refusals;

namespace BotBottle.Proxy.Reports;

/// <summary>What came of asking for an approval, and how a request that it refuses is refused.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Message">Why, for a person, where the result alone does not say it: to be added to the refusal's own words.</param>
/// <param name="Once">The yes was for one request, and this one has taken it.</param>
internal readonly record struct ApprovalOutcome(ApprovalResult Result, string? Message = null, bool Once = false)
{
    /// <summary>Whether the request may go on.</summary>
    public bool IsApproved => Result == ApprovalResult.Approved;

    /// <summary>The code of the refusal: without a person's word it is what was found that refuses.</summary>
    public RefusalCode Code => Result switch
    {
        ApprovalResult.Rejected => RefusalCode.ApprovalRejected,
        ApprovalResult.TimedOut => RefusalCode.ApprovalTimedOut,
        _ => RefusalCode.DlpMatch,
    };
}
