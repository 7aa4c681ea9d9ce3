using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>Which credentials of the host a run was started with: names alone, so that whoever explains a decision needs no secret.</summary>
/// <param name="Keys">The providers' keys: provider to the variable that it came from.</param>
/// <param name="Variables">The variables that routes name and that were set.</param>
/// <param name="AgentsOwn">Whether the agent may use its own login at providers (<c>--agent-credentials</c>).</param>
public sealed record RunCredentials(IReadOnlyDictionary<string, string> Keys, IReadOnlyList<string> Variables, bool AgentsOwn)
{
    /// <summary>The names of credentials; of two keys for one provider the first counts.</summary>
    /// <param name="keys">The providers' keys.</param>
    /// <param name="secrets">The values of variables that routes name.</param>
    /// <param name="agentsOwn">Whether the agent may use its own login.</param>
    public static RunCredentials Of(IEnumerable<ProviderCredential> keys, IEnumerable<RouteSecret> secrets, bool agentsOwn) => new(
        keys.GroupBy(key => key.Provider, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Variable, StringComparer.Ordinal),
        [.. secrets.Select(secret => secret.Variable)], agentsOwn);
}

/// <summary>Where the host's credential of a request comes from, and how it travels; never its value, which the proxy alone has.</summary>
/// <param name="Variable">The host's variable that it came from.</param>
/// <param name="Provider">The provider whose key it is; null where a route names the variable.</param>
/// <param name="Field">The header field that carries it, in lower case.</param>
/// <param name="Prefix">What stands before it in the field's value (<c>Bearer </c>), or nothing.</param>
public readonly record struct CredentialSource(string Variable, string? Provider, string Field, string Prefix);
