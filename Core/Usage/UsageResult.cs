namespace BotBottle.Core.Usage;

/// <summary>What an answer said of its usage, before anything is estimated: <see cref="UsageSettlement"/> makes ledger figures of it.</summary>
public sealed record UsageResult
{
    /// <summary>The provider's figures as far as they were seen.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>How sure <see cref="Usage"/> is.</summary>
    public UsageQuality Quality { get; init; } = UsageQuality.Unknown;

    /// <summary>Whether the provider said how much input there was.</summary>
    public bool InputKnown { get; init; }

    /// <summary>Whether the provider said finally how much output there was.</summary>
    public bool OutputKnown { get; init; }

    /// <summary>The model that answered, if the answer names it; printable ASCII.</summary>
    public string? ServedModel { get; init; }

    /// <summary>The provider's id of the answer: the same one is the same answer, retrieved or replayed.</summary>
    public string? ResponseId { get; init; }

    /// <summary>Whether the answer came to its own end.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether the provider began to generate: any output, visible or not, or any figure.</summary>
    public bool Generated { get; init; }

    /// <summary>The provider's error type or code, if the answer is or ends with an error; printable ASCII.</summary>
    public string? Error { get; init; }

    /// <summary>The bytes of generated text that were seen, without envelope and padding.</summary>
    public long VisibleBytes { get; init; }

    /// <summary>The bytes of the answer's body, as sent.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Whether the body could not be decoded: its content coding is not supported, corrupt, or grew beyond its limit.</summary>
    public bool Undecodable { get; init; }

    /// <summary>The tokens that other models than <see cref="ServedModel"/> spent on this answer; contained in <see cref="Usage"/>.</summary>
    public IReadOnlyList<ModelUsage> OtherModels { get; init; } = [];
}
