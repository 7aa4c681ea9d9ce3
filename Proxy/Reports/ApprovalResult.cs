namespace BotBottle.Proxy.Reports;

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
