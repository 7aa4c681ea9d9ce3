namespace BotBottle.Proxy.Reports;

/// <summary>What came of asking for an approval.</summary>
internal enum ApprovalResult
{
    /// <summary>The value may leave, as far as the yes reaches.</summary>
    Approved,

    /// <summary>An operator refused it, now or earlier.</summary>
    Rejected,

    /// <summary>Nobody answered in time; another try asks anew.</summary>
    TimedOut,

    /// <summary>Nobody is asked for this run.</summary>
    Unsupervised,

    /// <summary>A bound of the run is reached.</summary>
    TooMany,

    /// <summary>No operator could be asked, or what was decided could not be learned.</summary>
    ControllerUnreachable,
}
