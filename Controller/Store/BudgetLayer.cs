namespace BotBottle.Controller.Store;

/// <summary>Who wrote a stored budget. The names stand in the database and are frozen by a test.</summary>
internal enum BudgetLayer
{
    /// <summary>The run's own <c>--budget</c>.</summary>
    Declared,

    /// <summary>An operator's <c>budget set</c>; it wins.</summary>
    Set,
}
