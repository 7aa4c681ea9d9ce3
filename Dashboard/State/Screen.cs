namespace BotBottle.Dashboard.State;

/// <summary>What fills the terminal; the first four in the order of their digits.</summary>
internal enum Screen
{
    /// <summary>All runs.</summary>
    Runs,

    /// <summary>All budgets.</summary>
    Budgets,

    /// <summary>What waits for an answer.</summary>
    Approvals,

    /// <summary>What happened.</summary>
    Events,

    /// <summary>One run; Enter opens it, Esc goes back.</summary>
    Run,
}
