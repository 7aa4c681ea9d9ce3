namespace BotBottle.Dashboard.Input;

/// <summary>Screens with a key.</summary>
[Flags]
internal enum ScreenSet
{
    /// <summary>No screen.</summary>
    None = 0,

    /// <summary>The screen of runs.</summary>
    Runs = 1,

    /// <summary>The screen of budgets.</summary>
    Budgets = 2,

    /// <summary>The screen of approvals.</summary>
    Approvals = 4,

    /// <summary>The screen of events.</summary>
    Events = 8,

    /// <summary>The screen of one run.</summary>
    Run = 16,

    /// <summary>The screens with a list.</summary>
    Lists = Runs | Budgets | Approvals | Events,

    /// <summary>The screens with actions on runs.</summary>
    OfRuns = Runs | Run,

    /// <summary>Every screen.</summary>
    All = Lists | Run,
}
