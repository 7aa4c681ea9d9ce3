namespace BotBottle.Core.Refusals;

/// <summary>The facts of a refusal. Any of them may hold text that an agent or an upstream chose; the writer cleans it.</summary>
public sealed record RefusalDetails
{
    /// <summary>The run's name.</summary>
    public string? Run { get; init; }

    /// <summary>The subject of the refusal: the host, the path, the credential's variable, the tool, the call.</summary>
    public string? Subject { get; init; }

    /// <summary>Text to add to the code's own message.</summary>
    public string? Message { get; init; }

    /// <summary>The rule that refused; null for none.</summary>
    public string? Rule { get; init; }

    /// <summary>The scope of the budget: <c>host</c>, <c>run:NAME</c>.</summary>
    public string? Scope { get; init; }

    /// <summary>The provider of the budget.</summary>
    public string? Provider { get; init; }

    /// <summary>The unit of the two figures: <c>tokens</c> or <c>requests</c>.</summary>
    public string Unit { get; init; } = "tokens";

    /// <summary>The budget's limit.</summary>
    public long? Limit { get; init; }

    /// <summary>The spent amount.</summary>
    public long? Spent { get; init; }

    /// <summary>The amount that other calls in flight hold.</summary>
    public long Held { get; init; }

    /// <summary>The time at which the budget has room again without action; null if never.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>The present time.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>A status instead of the code's own, where the protocol requires one (421, 431, 504).</summary>
    public int? Status { get; init; }
}
