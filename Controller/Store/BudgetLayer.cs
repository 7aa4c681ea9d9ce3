namespace BotBottle.Controller.Store;

/// <summary>Source of a stored budget. The names are in the database, and a test keeps them.</summary>
internal enum BudgetLayer
{
    /// <summary>The run's own <c>--budget</c>.</summary>
    Declared,

    /// <summary>An operator's <c>budget set</c>, which overrides the other.</summary>
    Set,
}
