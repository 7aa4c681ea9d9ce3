namespace BotBottle.Dashboard.Input;

/// <summary>Where a key holds.</summary>
[Flags]
internal enum ScreenSet
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>On the runs.</summary>
    Runs = 1,

    /// <summary>On the budgets.</summary>
    Budgets = 2,

    /// <summary>On the approvals.</summary>
    Approvals = 4,

    /// <summary>On the events.</summary>
    Events = 8,

    /// <summary>On one run.</summary>
    Run = 16,

    /// <summary>On the lists.</summary>
    Lists = Runs | Budgets | Approvals | Events,

    /// <summary>Where a run is acted on.</summary>
    OfRuns = Runs | Run,

    /// <summary>Everywhere.</summary>
    All = Lists | Run,
}
