namespace BotBottle.Dashboard.Input;

/// <summary>What an operator can ask for with a key; the key map says by which.</summary>
internal enum UiCommand
{
    /// <summary>The row above.</summary>
    Up,

    /// <summary>The row below.</summary>
    Down,

    /// <summary>A screenful up.</summary>
    PageUp,

    /// <summary>A screenful down.</summary>
    PageDown,

    /// <summary>The first row.</summary>
    First,

    /// <summary>The last row.</summary>
    Last,

    /// <summary>The screen of runs.</summary>
    ShowRuns,

    /// <summary>The screen of budgets.</summary>
    ShowBudgets,

    /// <summary>The screen of approvals.</summary>
    ShowApprovals,

    /// <summary>The screen of events.</summary>
    ShowEvents,

    /// <summary>The screen of the selected run.</summary>
    Open,

    /// <summary>Back, or a filter off.</summary>
    Back,

    /// <summary>The next part of a run's screen.</summary>
    NextPane,

    /// <summary>Types a filter.</summary>
    Filter,

    /// <summary>The next order of runs.</summary>
    Sort,

    /// <summary>Runs under their bottles, or not.</summary>
    Group,

    /// <summary>The next kind of events.</summary>
    Kind,

    /// <summary>Events of the selected one's run alone, or all.</summary>
    OnlyRun,

    /// <summary>Cuts the run.</summary>
    Cut,

    /// <summary>Cuts every run.</summary>
    CutAll,

    /// <summary>Restores the run.</summary>
    Restore,

    /// <summary>Restores every run that is cut.</summary>
    RestoreAll,

    /// <summary>Freezes the run.</summary>
    Freeze,

    /// <summary>Freezes every run.</summary>
    FreezeAll,

    /// <summary>Resumes the run.</summary>
    Resume,

    /// <summary>Resumes every frozen run.</summary>
    ResumeAll,

    /// <summary>Kills the run.</summary>
    Kill,

    /// <summary>Kills every run.</summary>
    KillAll,

    /// <summary>Lets a held request through.</summary>
    Approve,

    /// <summary>Refuses a held request.</summary>
    Reject,

    /// <summary>Types a budget's limit.</summary>
    EditLimit,

    /// <summary>Starts a budget's counter again.</summary>
    ResetBudget,

    /// <summary>Drops a limit that was set.</summary>
    ClearBudget,

    /// <summary>Lists the keys.</summary>
    Help,

    /// <summary>Leaves.</summary>
    Quit,

    /// <summary>Stops the dashboard until the shell brings it back.</summary>
    Suspend,

    /// <summary>Draws everything again.</summary>
    Redraw,
}
