namespace BotBottle.Proxy.Tests.Wire;

/// <summary>One row of the table: the bytes of a client and the expected result.</summary>
/// <param name="Id">The case's number in the survey of attacks: F1 to F23 framing, T1 to T19 targets, H1 to H12 lifecycle.</param>
/// <param name="Rule">The section of the rule.</param>
/// <param name="What">Its peculiarity, unique among the rows of one case.</param>
/// <param name="Input">The bytes, one character each; <c>{id}</c> stands for the row's own path, <c>{host}</c> for the host.</param>
public sealed record RequestCase(string Id, string Rule, string What, string Input)
{
    public Way Way { get; init; } = Way.Server80;

    /// <summary>The status of the first response; 0 if the connection ends without one.</summary>
    public int Status { get; init; } = 400;

    /// <summary>The code of the proxy's refusal; null for a response of the upstream.</summary>
    public string? Reason { get; init; } = "bad_request";

    /// <summary>The complete requests that the upstream receives, with unframed bodies; none for a refused request.</summary>
    public IReadOnlyList<string> Seen { get; init; } = [];

    /// <summary>True if the connection carries another request afterwards; otherwise it must end in an orderly way.</summary>
    public bool Keeps { get; init; }

    /// <summary>A text in the first response.</summary>
    public string? Says { get; init; }

    public override string ToString() => $"{Id} {What}";
}
