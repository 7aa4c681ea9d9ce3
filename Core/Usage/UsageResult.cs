namespace BotBottle.Core.Usage;

/// <summary>The usage in a response, before any estimate. <see cref="UsageSettlement"/> turns it into ledger figures.</summary>
public sealed record UsageResult
{
    /// <summary>The provider's figures so far.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>The certainty of <see cref="Usage"/>.</summary>
    public UsageQuality Quality { get; init; } = UsageQuality.Unknown;

    /// <summary>True if the provider reported the input.</summary>
    public bool InputKnown { get; init; }

    /// <summary>True if the provider reported the final output.</summary>
    public bool OutputKnown { get; init; }

    /// <summary>The model that responded, if the response names it; printable ASCII.</summary>
    public string? ServedModel { get; init; }

    /// <summary>The provider's id of the response. An equal id is the same response, retrieved or replayed.</summary>
    public string? ResponseId { get; init; }

    /// <summary>True if the response reached its own end.</summary>
    public bool Terminal { get; init; }

    /// <summary>True if the provider began to generate: any output, visible or not, or any figure.</summary>
    public bool Generated { get; init; }

    /// <summary>The provider's error type or code, if the response is or ends with an error; printable ASCII.</summary>
    public string? Error { get; init; }

    /// <summary>The number of bytes of generated text, without envelope and padding.</summary>
    public long VisibleBytes { get; init; }

    /// <summary>The length of the response's body as received, in bytes.</summary>
    public long BodyBytes { get; init; }

    /// <summary>True if the body is undecodable: its content coding is unsupported or corrupt, or grew beyond its limit, or the framing
    /// of its events is corrupt.</summary>
    public bool Undecodable { get; init; }

    /// <summary>The tokens that other models than <see cref="ServedModel"/> spent on this response; contained in <see cref="Usage"/>.</summary>
    public IReadOnlyList<ModelUsage> OtherModels { get; init; } = [];
}
