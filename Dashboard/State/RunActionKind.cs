namespace BotBottle.Dashboard.State;

/// <summary>What can be done to runs.</summary>
internal enum RunActionKind
{
    /// <summary>Egress off.</summary>
    Cut,

    /// <summary>Egress on again.</summary>
    Restore,

    /// <summary>Stopped, its files kept.</summary>
    Freeze,

    /// <summary>A frozen one again.</summary>
    Resume,

    /// <summary>Ended.</summary>
    Kill,
}
