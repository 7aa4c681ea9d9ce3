using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Run;

/// <summary>A credential of the host that replaces all credentials of the agent in a request.</summary>
/// <param name="Variable">The host's variable with the value.</param>
/// <param name="Field">The header field that carries it, in lower case.</param>
/// <param name="Value">The field's value.</param>
/// <param name="Search">Finds it in responses.</param>
internal sealed record InjectedCredential(string Variable, string Field, string Value, SecretSearch Search)
{
    /// <summary>The header field with the account of a login; it replaces the agent's. Null for none.</summary>
    public (string Field, string Value)? Account { get; init; }

    /// <summary>Called when the upstream rejects the credential; null for none.</summary>
    public Action? Rejected { get; init; }

    /// <summary>Returns only the variable's name, so that the secret stays out of logs.</summary>
    public override string ToString() => Variable;
}
