using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Policy;

/// <summary>A credential of the host, as it goes into a request in place of all that the agent sent.</summary>
/// <param name="Variable">The host's variable that it came from.</param>
/// <param name="Field">The header field that carries it, in lower case.</param>
/// <param name="Value">The field's value.</param>
/// <param name="Search">Finds it in responses.</param>
internal sealed record InjectedCredential(string Variable, string Field, string Value, SecretSearch Search)
{
    /// <summary>Names the variable only, so that the secret stays out of logs.</summary>
    public override string ToString() => Variable;
}
