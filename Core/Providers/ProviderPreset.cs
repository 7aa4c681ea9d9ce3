using BotBottle.Core.Text;

namespace BotBottle.Core.Providers;

/// <summary>What settings need not say about a provider that many people use.</summary>
/// <param name="Name">The preset's name, and the provider's unless the settings give another.</param>
/// <param name="Format">The format, as settings name it.</param>
/// <param name="Hosts">Its hosts, in which <c>{}</c> is the value of <see cref="Part"/>; empty for a server of the operator's own.</param>
/// <param name="Credential">The header field of its key, and the variable; without a variable it needs no key.</param>
public sealed record ProviderPreset(string Name, string Format, IReadOnlyList<string> Hosts, CredentialScheme Credential)
{
    private const string Placeholder = "held-by-bot-bottle";

    /// <summary>The key of the settings that completes the hosts (<c>region</c>, <c>resource</c>); null if they are complete.</summary>
    public string? Part { get; init; }

    /// <summary>True if its server takes calls without a key.</summary>
    public bool IsKeyless => Credential.Variables.Count == 0;

    /// <summary>All presets. Hosts and variables are those of the vendors' SDKs (docs/operators.md has a line for each).</summary>
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("azure", "openai", ["{}.openai.azure.com", "{}.services.ai.azure.com"], Key("api-key", "", "AZURE_OPENAI_API_KEY")) { Part = "resource" },
        new("bedrock", "bedrock", ["bedrock-runtime.{}.amazonaws.com"], Bearer("AWS_BEARER_TOKEN_BEDROCK")) { Part = "region" },
        new("vertex", "gemini", ["{}-aiplatform.googleapis.com", "aiplatform.googleapis.com"], Bearer("CLOUDSDK_AUTH_ACCESS_TOKEN")) { Part = "region" },
        new("openrouter", "openai", ["openrouter.ai"], Bearer("OPENROUTER_API_KEY")),
        new("mistral", "openai", ["api.mistral.ai", "codestral.mistral.ai"], Bearer("MISTRAL_API_KEY")),
        new("groq", "openai", ["api.groq.com"], Bearer("GROQ_API_KEY")),
        new("xai", "openai", ["api.x.ai"], Bearer("XAI_API_KEY")),
        new("deepseek", "openai", ["api.deepseek.com"], Bearer("DEEPSEEK_API_KEY")),
        new("moonshot", "openai", ["api.moonshot.ai", "api.moonshot.cn"], Bearer("MOONSHOT_API_KEY")),
        new("cohere", "openai", ["api.cohere.com", "api.cohere.ai"], Bearer("CO_API_KEY")),
        new("together", "openai", ["api.together.ai", "api.together.xyz"], Bearer("TOGETHER_API_KEY")),
        new("fireworks", "openai", ["api.fireworks.ai"], Bearer("FIREWORKS_API_KEY")),
        new("cerebras", "openai", ["api.cerebras.ai"], Bearer("CEREBRAS_API_KEY")),
        Local("ollama", "ollama"), Local("vllm"), Local("llamacpp"), Local("lmstudio"),
    ];

    /// <summary>The preset of that name, or null.</summary>
    public static ProviderPreset? Named(string name) => All.FirstOrDefault(preset => preset.Name == name);

    /// <summary>The error message for an unknown preset.</summary>
    public static string Unknown(string name) => $"there is no preset '{name}'; {NearestKey.Hint(name, [.. All.Select(preset => preset.Name)])}";

    private static ProviderPreset Local(string name, string format = "openai") => new(name, format, [], Key("authorization", "Bearer "));

    private static CredentialScheme Bearer(string variable) => Key("authorization", "Bearer ", variable);

    private static CredentialScheme Key(string field, string prefix, params string[] variables) => new(field, prefix, variables, Placeholder);
}
