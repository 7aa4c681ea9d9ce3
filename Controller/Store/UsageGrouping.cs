namespace BotBottle.Controller.Store;

/// <summary>Grouping of the rows of <c>usage</c>; the wire names are the values of <c>--by</c>.</summary>
internal enum UsageGrouping
{
    /// <summary>One row per run.</summary>
    Run,

    /// <summary>One row per agent.</summary>
    Agent,

    /// <summary>One row per bottle.</summary>
    Bottle,

    /// <summary>One row per provider.</summary>
    Provider,

    /// <summary>One row per model.</summary>
    Model,

    /// <summary>One row per UTC day.</summary>
    Day,
}
