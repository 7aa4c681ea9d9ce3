namespace BotBottle.Dashboard.State;

/// <summary>A run's use of a host, by its newest calls and events.</summary>
/// <param name="Host">The host, with its port unless that is 443.</param>
internal sealed record HostRow(string Host)
{
    /// <summary>The model calls.</summary>
    public int Calls { get; init; }

    /// <summary>The tokens that were charged for them.</summary>
    public long Charged { get; init; }

    /// <summary>The refused requests.</summary>
    public int Refused { get; init; }

    /// <summary>The reason of the newest refusal; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>The newest request that is known.</summary>
    public DateTimeOffset Last { get; init; }
}
