namespace BotBottle.Core.Refusals;

/// <summary>The facts that a refusal tells. Text that an agent or an upstream chose may be in any of them: it is cleaned where it is written.</summary>
public sealed record RefusalDetails
{
    /// <summary>The run's name.</summary>
    public string? Run { get; init; }

    /// <summary>What the code is about: the host, the path, the credential's variable, the tool, the call.</summary>
    public string? Subject { get; init; }

    /// <summary>What to add to the code's own words.</summary>
    public string? Message { get; init; }

    /// <summary>The rule that refused, where there is one.</summary>
    public string? Rule { get; init; }

    /// <summary>Whose budget it is: <c>host</c>, <c>run:NAME</c>.</summary>
    public string? Scope { get; init; }

    /// <summary>The provider of the budget.</summary>
    public string? Provider { get; init; }

    /// <summary>The unit of the two figures: <c>tokens</c> or <c>requests</c>.</summary>
    public string Unit { get; init; } = "tokens";

    /// <summary>The budget's limit.</summary>
    public long? Limit { get; init; }

    /// <summary>What of it is spent.</summary>
    public long? Spent { get; init; }

    /// <summary>What other calls in flight hold of it besides.</summary>
    public long Held { get; init; }

    /// <summary>When there will be room again by itself; null if never.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>The time now.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Another status than the code's own, where protocol asks for it (421, 431, 504).</summary>
    public int? Status { get; init; }
}
