namespace BotBottle.Core.Providers;

/// <summary>What a request to a provider's host is.</summary>
/// <param name="Kind">What it does to a budget.</param>
/// <param name="Format">The dialect of its answer and of its refusal.</param>
public readonly record struct CallClass(CallKind Kind, CallFormat Format);

/// <summary>What a request to a provider's host does to a budget.</summary>
public enum CallKind
{
    /// <summary>Generates and bills tokens: needs an admission.</summary>
    ModelCall,

    /// <summary>Known to bill nothing: needs none.</summary>
    Free,

    /// <summary>Not known, at a provider of the settings: needs an admission, and its answer is sniffed for usage.</summary>
    Unclassified,

    /// <summary>Spends where no answer shows it (batches, realtime, fine-tuning), or may: on a built-in provider's hosts whatever is not known. Refused under a hard budget,
    /// and on built-in hosts without one where the route does not admit it.</summary>
    Unmetered,
}

/// <summary>The dialect of a model call: how its answer tells its usage.</summary>
public enum CallFormat
{
    /// <summary>Not known beforehand: the answer is sniffed.</summary>
    Unknown,

    /// <summary>Anthropic Messages.</summary>
    AnthropicMessages,

    /// <summary>OpenAI Chat Completions; legacy completions and embeddings, whose usage has the same names.</summary>
    OpenAiChat,

    /// <summary>OpenAI Responses.</summary>
    OpenAiResponses,

    /// <summary>Google Gemini's generateContent and streamGenerateContent.</summary>
    GeminiGenerateContent,
}

/// <summary>The family of formats that a provider speaks; settings name it <c>anthropic</c>, <c>openai</c> or <c>gemini</c>.</summary>
public enum ApiFormat
{
    /// <summary>Anthropic.</summary>
    Anthropic,

    /// <summary>OpenAI.</summary>
    OpenAi,

    /// <summary>Google Gemini: the verb and the model of a call stand in its path (<see cref="GeminiPath"/>).</summary>
    Gemini,
}
