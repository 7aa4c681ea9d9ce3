using BotBottle.Core.Logins;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>The names of the host's credentials that a run was started with, without their values, so that an explanation needs no secret.</summary>
/// <param name="Keys">The providers' keys: provider to the variable with its key.</param>
/// <param name="Variables">The variables that routes name and that are set.</param>
/// <param name="AgentsOwn">True if the agent may use its own login at providers (<c>--agent-credentials</c>).</param>
public sealed record RunCredentials(IReadOnlyDictionary<string, string> Keys, IReadOnlyList<string> Variables, bool AgentsOwn)
{
    /// <summary>The logins that the run uses, one for an agent at most. A login comes before a key.</summary>
    public IReadOnlyList<LoginUse> Logins { get; init; } = [];

    /// <summary>Collects the names of credentials; of two keys for one provider the first counts.</summary>
    /// <param name="keys">The providers' keys.</param>
    /// <param name="secrets">The values of the variables that routes name.</param>
    /// <param name="agentsOwn">True if the agent may use its own login.</param>
    /// <param name="logins">The logins that the run uses; null for none.</param>
    public static RunCredentials Of(
        IEnumerable<ProviderCredential> keys, IEnumerable<RouteSecret> secrets, bool agentsOwn, IEnumerable<LoginUse>? logins = null) => new(
        keys.GroupBy(key => key.Provider, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Variable, StringComparer.Ordinal),
        [.. secrets.Select(secret => secret.Variable)], agentsOwn)
    {
        Logins = [.. logins ?? []],
    };
}

/// <summary>The source of a request's credential and its header field, without its value, which only the proxy has.</summary>
/// <param name="Variable">The host's variable with the value, or the login's names.</param>
/// <param name="Provider">The provider of the key; null if a route names the variable, or for a login.</param>
/// <param name="Field">The header field of the credential, in lower case.</param>
/// <param name="Prefix">The text before it in the field's value (<c>Bearer </c>), or empty.</param>
public readonly record struct CredentialSource(string Variable, string? Provider, string Field, string Prefix)
{
    /// <summary>The login whose token it is; null for a key or a route's variable.</summary>
    public LoginUse? Login { get; init; }
}
