namespace BotBottle.Core.Control;

/// <summary>How far a yes reaches. Without any of these it is for one value, one run and one destination, until the run ends.</summary>
/// <param name="AnyHost">For every destination that the run may reach.</param>
/// <param name="Once">For one request.</param>
/// <param name="For">Ends by itself after this time; null for the end of the run.</param>
public readonly record struct ApprovalGrant(bool AnyHost = false, bool Once = false, TimeSpan? For = null)
{
    /// <summary>The longest time that a yes may be given for: whoever means longer means the run.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(366);
}
