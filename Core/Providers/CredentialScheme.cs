namespace BotBottle.Core.Providers;

/// <summary>How a provider's key travels.</summary>
/// <param name="Field">The header field that carries it, in lower case.</param>
/// <param name="Prefix">What stands before it in the field's value (<c>Bearer </c>), or nothing.</param>
/// <param name="Variables">The environment variables that hold it on the host, and that agents read; first found wins.</param>
/// <param name="Placeholder">What the agent finds in those variables instead of a key: of a key's form, so that clients accept it, and worth nothing.</param>
public sealed record CredentialScheme(string Field, string Prefix, IReadOnlyList<string> Variables, string Placeholder);
