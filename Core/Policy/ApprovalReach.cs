namespace BotBottle.Core.Policy;

/// <summary>What a decision on an approval covers: the same for the controller and its proxies.</summary>
public static class ApprovalReach
{
    /// <summary>A clock that was set back further than this makes a yes with an end end at once.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether a decision holds for its value at every destination. A no does: a value that was refused for one host must not be asked for again for each
    /// host that a wildcard route opens.
    /// </summary>
    public static bool IsEverywhere(ApprovalState state, bool anyHost) => state == ApprovalState.Rejected || (state == ApprovalState.Approved && anyHost);

    /// <summary>Whether a yes that was given for a time is over by the wall clock, one that was set back to before the decision included.</summary>
    public static bool IsOver(DateTimeOffset? until, DateTimeOffset? decidedAt, DateTimeOffset now) =>
        until is { } end && (end <= now || now < decidedAt - ClockSlack);
}
