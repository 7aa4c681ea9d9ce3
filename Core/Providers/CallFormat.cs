namespace BotBottle.Core.Providers;

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
