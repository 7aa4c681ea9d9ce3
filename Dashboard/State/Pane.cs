namespace BotBottle.Dashboard.State;

/// <summary>The parts of one run's screen, of which a small terminal shows one.</summary>
internal enum Pane
{
    /// <summary>Model calls as they end.</summary>
    Exchanges,

    /// <summary>The budgets of every scope that the run counts in.</summary>
    Budgets,

    /// <summary>What is open for it.</summary>
    Routes,

    /// <summary>The decisions about it.</summary>
    Audit,
}
