namespace BotBottle.Core.Providers;

/// <summary>The family of formats that a provider speaks; settings name it <c>anthropic</c> or <c>openai</c>.</summary>
public enum ApiFormat
{
    /// <summary>Anthropic.</summary>
    Anthropic,

    /// <summary>OpenAI.</summary>
    OpenAi,
}
