namespace BotBottle.Dashboard.Input;

/// <summary>Command that an operator invokes with a key; the key map has the keys.</summary>
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

    /// <summary>Goes back, or removes a filter.</summary>
    Back,

    /// <summary>The next part of a run's screen.</summary>
    NextPane,

    /// <summary>Types a filter.</summary>
    Filter,

    /// <summary>Copies the id of the selected item.</summary>
    Copy,

    /// <summary>Types a command line.</summary>
    Line,

    /// <summary>The next order of runs.</summary>
    Sort,

    /// <summary>Groups runs by bottle, or ends the grouping.</summary>
    Group,

    /// <summary>The next kind of events.</summary>
    Kind,

    /// <summary>Shows only the events of the selected one's run, or all.</summary>
    OnlyRun,

    /// <summary>The columns to the left.</summary>
    Left,

    /// <summary>The columns to the right.</summary>
    Right,

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

    /// <summary>Lets a held request pass.</summary>
    Approve,

    /// <summary>Refuses a held request.</summary>
    Reject,

    /// <summary>Types a budget's limit.</summary>
    EditLimit,

    /// <summary>Sets a budget's counter to zero.</summary>
    ResetBudget,

    /// <summary>Drops a limit that an operator set.</summary>
    ClearBudget,

    /// <summary>Lists the keys.</summary>
    Help,

    /// <summary>Leaves the dashboard.</summary>
    Quit,

    /// <summary>Suspends the dashboard until the shell continues it.</summary>
    Suspend,

    /// <summary>Draws the whole picture again.</summary>
    Redraw,
}
