namespace BotBottle.Dashboard.State;

/// <summary>What the runs are sorted by.</summary>
internal enum RunOrder
{
    /// <summary>Tokens a minute, the most first.</summary>
    Rate,

    /// <summary>The part of its tightest budget that is spent, the most first.</summary>
    Spent,

    /// <summary>The name.</summary>
    Name,

    /// <summary>The state, the live ones first.</summary>
    State,

    /// <summary>The start, the newest first.</summary>
    Age,

    /// <summary>Refused requests, the most first.</summary>
    Refusals,
}
