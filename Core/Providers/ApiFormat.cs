namespace BotBottle.Core.Providers;

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
