namespace BotBottle.Core.Providers;

/// <summary>An LLM API that is metered.</summary>
/// <param name="Name">Its name in budgets and listings.</param>
/// <param name="Format">What it speaks.</param>
/// <param name="Hosts">Where it is.</param>
/// <param name="Credential">How its key travels.</param>
/// <param name="IsBuiltIn">Whether it needs no settings; the free settings and telemetry paths of agents count on such hosts alone.</param>
public sealed record Provider(string Name, ApiFormat Format, IReadOnlyList<ProviderHost> Hosts, CredentialScheme Credential, bool IsBuiltIn = false)
{
    /// <summary>
    /// Where on its hosts presets and <c>agent_provider</c> let its key go: paths, and with a final slash all below. Null for everywhere. It is for keys that can do
    /// more than call models.
    /// </summary>
    public IReadOnlyList<string>? Paths { get; init; }

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
    /// GitHub Copilot's API, as Copilot CLI uses it. The account's plan decides which of the hosts it is led to. GitHub's MCP server and its cloud agent are on the
    /// same hosts, and with the same token they read and write the account's repositories: they stay closed.
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

    /// <summary>A provider that the settings add. It has no variable of its own: its key comes from a route.</summary>
    /// <exception cref="ArgumentException">The format or a host is not what it should be; the settings' reader says so earlier, with the line.</exception>
    public static Provider From(ProviderConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var format = configuration.Format switch
        {
            "anthropic" => ApiFormat.Anthropic,
            "openai" => ApiFormat.OpenAi,
            "gemini" => ApiFormat.Gemini,
            _ => throw new ArgumentException($"provider {configuration.Name}: no format {configuration.Format}", nameof(configuration)),
        };
        var hosts = configuration.Hosts.Select(text => ProviderHost.TryParse(text, out var host)
            ? host
            : throw new ArgumentException($"provider {configuration.Name}: no host {text}", nameof(configuration)));
        return new Provider(configuration.Name, format, [.. hosts], Scheme(format));
    }

    private static CredentialScheme Scheme(ApiFormat format) => format switch
    {
        ApiFormat.Anthropic => Claude.Credential with { Variables = [] },
        ApiFormat.Gemini => new CredentialScheme("x-goog-api-key", "", [], "held-by-bot-bottle"),
        _ => Codex.Credential with { Variables = [] },
    };
}
