namespace BotBottle.Core.Policy;

/// <summary>Where the host's credential of a request comes from, and how it travels; never its value, which the proxy alone has.</summary>
/// <param name="Variable">The host's variable that it came from.</param>
/// <param name="Provider">The provider whose key it is; null where a route names the variable.</param>
/// <param name="Field">The header field that carries it, in lower case.</param>
/// <param name="Prefix">What stands before it in the field's value (<c>Bearer </c>), or nothing.</param>
public readonly record struct CredentialSource(string Variable, string? Provider, string Field, string Prefix);
