namespace BotBottle.Core.Providers;

/// <summary>A metered LLM API.</summary>
/// <param name="Name">Its name in budgets and listings.</param>
/// <param name="Format">The family of its formats.</param>
/// <param name="Hosts">Its hosts.</param>
/// <param name="Credential">The header field and the variables of its key.</param>
/// <param name="IsBuiltIn">True if it needs no settings. The agents' free settings and telemetry paths count only on such hosts.</param>
public sealed record Provider(string Name, ApiFormat Format, IReadOnlyList<ProviderHost> Hosts, CredentialScheme Credential, bool IsBuiltIn = false)
{
    /// <summary>
    /// The paths on its hosts to which presets and <c>agent_provider</c> send its key; a final slash covers all paths below. Null for every path. It is for
    /// keys that can do more than call models.
    /// </summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>True if its server takes calls without a key.</summary>
    public bool IsKeyless { get; init; }

    /// <summary>Anthropic's API, as Claude Code uses it.</summary>
    public static Provider Claude { get; } = new(
        "claude",
        ApiFormat.Anthropic,
        [new("api.anthropic.com", null)],
        new CredentialScheme("x-api-key", "", ["ANTHROPIC_API_KEY"], "sk-ant-api03-held-by-bot-bottle"),
        IsBuiltIn: true);

    /// <summary>OpenAI's API, as Codex uses it with a key or with a ChatGPT login.</summary>
    public static Provider Codex { get; } = new(
        "codex",
        ApiFormat.OpenAi,
        [new("api.openai.com", null), new("chatgpt.com", null)],
        new CredentialScheme("authorization", "Bearer ", ["OPENAI_API_KEY", "CODEX_API_KEY"], "sk-held-by-bot-bottle"),
        IsBuiltIn: true);

    /// <summary>Google's Gemini API, as Gemini CLI uses it with a key.</summary>
    public static Provider Gemini { get; } = new(
        "gemini",
        ApiFormat.Gemini,
        [new("generativelanguage.googleapis.com", null)],
        new CredentialScheme("x-goog-api-key", "", ["GEMINI_API_KEY", "GOOGLE_API_KEY"], "held-by-bot-bottle"),
        IsBuiltIn: true);

    /// <summary>
    /// GitHub Copilot's API, as Copilot CLI uses it. The account's plan decides which of the hosts it gets. GitHub's MCP server and its cloud agent are on the
    /// same hosts, and with the same token they read and write the account's repositories, so they stay closed.
    /// </summary>
    public static Provider Copilot { get; } = new(
        "copilot",
        ApiFormat.OpenAi,
        [
            new("api.githubcopilot.com", null), new("api.individual.githubcopilot.com", null), new("api.business.githubcopilot.com", null),
            new("api.enterprise.githubcopilot.com", null),
        ],
        new CredentialScheme("authorization", "Bearer ", ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"], "github_pat_held-by-bot-bottle"),
        IsBuiltIn: true)
    {
        Paths = ["/chat/completions", "/responses", "/embeddings", "/v1/messages", "/v1/messages/count_tokens", "/models", "/models/"],
    };

    /// <summary>Alibaba Cloud's Model Studio in its OpenAI-compatible form, as Qwen Code uses it.</summary>
    public static Provider Qwen { get; } = new(
        "qwen",
        ApiFormat.OpenAi,
        [
            new("dashscope.aliyuncs.com", null), new("dashscope-intl.aliyuncs.com", null), new("dashscope-us.aliyuncs.com", null),
            new("coding.dashscope.aliyuncs.com", null), new("coding-intl.dashscope.aliyuncs.com", null),
        ],
        new CredentialScheme("authorization", "Bearer ", ["DASHSCOPE_API_KEY"], "sk-held-by-bot-bottle"),
        IsBuiltIn: true);

    /// <summary>Creates a provider from the settings. Without a preset it has no variable of its own: its key comes from a route.</summary>
    /// <exception cref="ArgumentException">The format or a host is invalid; the settings' reader reports it earlier, with the line.</exception>
    public static Provider From(ProviderConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var format = configuration.Format switch
        {
            "anthropic" => ApiFormat.Anthropic,
            "openai" => ApiFormat.OpenAi,
            "gemini" => ApiFormat.Gemini,
            "bedrock" => ApiFormat.Bedrock,
            "ollama" => ApiFormat.Ollama,
            _ => throw new ArgumentException($"provider {configuration.Name}: no format {configuration.Format}", nameof(configuration)),
        };
        var hosts = configuration.Hosts.Select(text => ProviderHost.TryParse(text, out var host)
            ? host
            : throw new ArgumentException($"provider {configuration.Name}: no host {text}", nameof(configuration)));
        return configuration.Preset is null ? new Provider(configuration.Name, format, [.. hosts], Scheme(format))
            : ProviderPreset.Named(configuration.Preset) is { } preset
                ? new Provider(configuration.Name, format, [.. hosts], preset.Credential) { IsKeyless = preset.IsKeyless }
                : throw new ArgumentException($"provider {configuration.Name}: no preset {configuration.Preset}", nameof(configuration));
    }

    private static CredentialScheme Scheme(ApiFormat format) => format switch
    {
        ApiFormat.Anthropic => Claude.Credential with { Variables = [] },
        ApiFormat.Gemini => new CredentialScheme("x-goog-api-key", "", [], "held-by-bot-bottle"),
        _ => Codex.Credential with { Variables = [] },
    };
}
