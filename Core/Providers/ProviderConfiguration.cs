namespace BotBottle.Core.Providers;

/// <summary>A provider that settings add.</summary>
/// <param name="Name">The key under <c>providers</c>.</param>
/// <param name="Hosts"><c>host</c> or <c>host:port</c>.</param>
/// <param name="Format"><c>anthropic</c>, <c>openai</c>, <c>gemini</c>, <c>bedrock</c> or <c>ollama</c>.</param>
/// <param name="Preset">
/// The <see cref="ProviderPreset"/> whose key it takes; null if it takes none, which is so wherever the settings name hosts of a vendor's preset: a key is sent
/// only to its owner.
/// </param>
public sealed record ProviderConfiguration(string Name, IReadOnlyList<string> Hosts, string Format, string? Preset = null);

/// <summary>The host's key for one provider. The proxy injects it instead of the agent's credential.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Variable">The host's variable with the key, for messages.</param>
/// <param name="Secret">The key.</param>
public sealed record ProviderCredential(string Provider, string Variable, string Secret)
{
    /// <summary>The provider and the variable, so that the secret stays out of logs.</summary>
    public override string ToString() => $"{Provider} from {Variable}";
}

/// <summary>The header field and the variables of a provider's key.</summary>
/// <param name="Field">The header field of the key, in lower case.</param>
/// <param name="Prefix">The text before it in the field's value (<c>Bearer </c>), or empty.</param>
/// <param name="Variables">The environment variables of the host that hold the key, and that agents read; the first one found wins.</param>
/// <param name="Placeholder">The agent's value of those variables: it has a key's form, so that clients accept it, and is worthless.</param>
public sealed record CredentialScheme(string Field, string Prefix, IReadOnlyList<string> Variables, string Placeholder);
