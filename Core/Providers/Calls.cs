namespace BotBottle.Core.Providers;

/// <summary>Class of a request to a provider's host.</summary>
/// <param name="Kind">The effect on a budget.</param>
/// <param name="Format">The dialect of its response and of its refusal.</param>
public readonly record struct CallClass(CallKind Kind, CallFormat Format);

/// <summary>Effect of a request to a provider's host on a budget.</summary>
public enum CallKind
{
    /// <summary>Generates and bills tokens. It needs an admission.</summary>
    ModelCall,

    /// <summary>Bills nothing. It needs no admission.</summary>
    Free,

    /// <summary>Unknown, at a provider of the settings. It needs an admission, and its response is searched for usage.</summary>
    Unclassified,

    /// <summary>
    /// Spends, or may spend, where no response shows it (batches, realtime, fine-tuning; any unknown call on a built-in provider's host). It is refused under a
    /// hard budget, and on built-in hosts without one unless the route admits it.
    /// </summary>
    Unmetered,
}

/// <summary>Dialect of a model call, which determines how its response reports usage.</summary>
public enum CallFormat
{
    /// <summary>Unknown: the response is searched for usage.</summary>
    Unknown,

    /// <summary>Anthropic Messages.</summary>
    AnthropicMessages,

    /// <summary>OpenAI Chat Completions; legacy completions and embeddings, whose usage has the same names.</summary>
    OpenAiChat,

    /// <summary>OpenAI Responses.</summary>
    OpenAiResponses,

    /// <summary>Google Gemini's generateContent and streamGenerateContent.</summary>
    GeminiGenerateContent,

    /// <summary>Amazon Bedrock's Converse and ConverseStream, the same for all models.</summary>
    BedrockConverse,

    /// <summary>Amazon Bedrock's InvokeModel and InvokeModelWithResponseStream, whose bodies are in the dialect of the model.</summary>
    BedrockInvoke,

    /// <summary>Ollama's own chat, generate, embed and embeddings: JSON documents, one after another in a stream.</summary>
    Ollama,

    /// <summary>llama.cpp's own completions.</summary>
    LlamaCpp,

    /// <summary>Cohere's chat, embed and rerank, in both versions of its API.</summary>
    Cohere,

    /// <summary>OpenAI's pictures, transcriptions and speech, whose requests may be forms.</summary>
    OpenAiMedia,

    /// <summary>Gemini's Interactions.</summary>
    GeminiInteractions,
}

/// <summary>Family of a provider's formats; settings name it <c>anthropic</c>, <c>openai</c>, <c>gemini</c>, <c>bedrock</c> or
/// <c>ollama</c>.</summary>
public enum ApiFormat
{
    /// <summary>Anthropic.</summary>
    Anthropic,

    /// <summary>OpenAI.</summary>
    OpenAi,

    /// <summary>Google Gemini: the path holds the verb and the model of a call (<see cref="GeminiPath"/>).</summary>
    Gemini,

    /// <summary>Amazon Bedrock: the path holds the verb and the model of a call (<see cref="BedrockPath"/>).</summary>
    Bedrock,

    /// <summary>Ollama: its own calls (<see cref="ListedCalls"/>), and OpenAI's.</summary>
    Ollama,
}
