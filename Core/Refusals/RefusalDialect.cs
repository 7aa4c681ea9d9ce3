namespace BotBottle.Core.Refusals;

/// <summary>The shape of a model call's refusal: status, header fields and body at which the clients of that API stop and print its message.</summary>
public enum RefusalDialect
{
    /// <summary>Anthropic Messages.</summary>
    Anthropic,

    /// <summary>OpenAI Chat Completions, and what has the same errors.</summary>
    Chat,

    /// <summary>OpenAI Responses, for every client but Codex.</summary>
    Responses,

    /// <summary>OpenAI Responses as Codex reads it: it retries a 402 five times and ends at a 429 of its own type (measured with 0.171).</summary>
    Codex,

    /// <summary>Google Gemini.</summary>
    Gemini,
}
