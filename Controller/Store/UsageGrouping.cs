namespace BotBottle.Controller.Store;

/// <summary>What the rows of <c>usage</c> are grouped by; the wire names are its <c>--by</c>.</summary>
internal enum UsageGrouping
{
    /// <summary>A row a run.</summary>
    Run,

    /// <summary>A row an agent.</summary>
    Agent,

    /// <summary>A row a bottle.</summary>
    Bottle,

    /// <summary>A row a provider.</summary>
    Provider,

    /// <summary>A row a model.</summary>
    Model,

    /// <summary>A row a UTC day.</summary>
    Day,
}
