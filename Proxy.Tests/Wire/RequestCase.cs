namespace BotBottle.Proxy.Tests.Wire;

/// <summary>One row of the table: what a client sends, and what has to come of it.</summary>
/// <param name="Id">The case's number in the survey of attacks: F1 to F23 framing, T1 to T19 targets, H1 to H12 lifecycle.</param>
/// <param name="Rule">The section that says so.</param>
/// <param name="What">What is odd about it, unique among the rows of one case.</param>
/// <param name="Input">The bytes, one character each; <c>{id}</c> stands for the row's own path, <c>{host}</c> for the host.</param>
public sealed record RequestCase(string Id, string Rule, string What, string Input)
{
    public Way Way { get; init; } = Way.Server80;

    /// <summary>The status of the first answer; 0 where the connection ends without one.</summary>
    public int Status { get; init; } = 400;

    /// <summary>The code that a refusal of ours names; null for an answer of the upstream.</summary>
    public string? Reason { get; init; } = "bad_request";

    /// <summary>The whole requests that the upstream gets for it, framing removed from the bodies. None for a refused one.</summary>
    public IReadOnlyList<string> Seen { get; init; } = [];

    /// <summary>Whether the connection carries another request afterwards; else it has to end, in an orderly way.</summary>
    public bool Keeps { get; init; }

    /// <summary>What the first answer holds.</summary>
    public string? Says { get; init; }

    public override string ToString() => $"{Id} {What}";
}
