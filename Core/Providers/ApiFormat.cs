namespace BotBottle.Core.Providers;

/// <summary>The family of formats that a provider speaks; settings name it <c>anthropic</c>, <c>openai</c> or <c>gemini</c>.</summary>
public enum ApiFormat
{
    /// <summary>Anthropic.</summary>
    Anthropic,

    /// <summary>OpenAI.</summary>
    OpenAi,

    /// <summary>Google Gemini. Its usage is not read: every call that is not known to be free is charged by estimate.</summary>
    Gemini,
}
