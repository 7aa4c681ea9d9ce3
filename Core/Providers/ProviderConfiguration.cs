namespace BotBottle.Core.Providers;

/// <summary>A provider that settings add.</summary>
/// <param name="Name">The key under <c>providers</c>.</param>
/// <param name="Hosts"><c>host</c> or <c>host:port</c>.</param>
/// <param name="Format"><c>anthropic</c>, <c>openai</c> or <c>gemini</c>.</param>
public sealed record ProviderConfiguration(string Name, IReadOnlyList<string> Hosts, string Format);

/// <summary>The host's key for one provider, injected in place of whatever the agent sent.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Variable">The host variable it came from, for messages.</param>
/// <param name="Secret">The key itself.</param>
public sealed record ProviderCredential(string Provider, string Variable, string Secret)
{
    /// <summary>Names the variable only, so that the secret stays out of logs.</summary>
    public override string ToString() => $"{Provider} from {Variable}";
}

/// <summary>How a provider's key travels.</summary>
/// <param name="Field">The header field that carries it, in lower case.</param>
/// <param name="Prefix">What stands before it in the field's value (<c>Bearer </c>), or nothing.</param>
/// <param name="Variables">The environment variables that hold it on the host, and that agents read; first found wins.</param>
/// <param name="Placeholder">What the agent finds in those variables instead of a key: of a key's form, so that clients accept it, and worth nothing.</param>
public sealed record CredentialScheme(string Field, string Prefix, IReadOnlyList<string> Variables, string Placeholder);
