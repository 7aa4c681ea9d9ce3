using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Policy;

/// <summary>The values of a run's credentials, read from the pipe. Decisions are made with their <see cref="Names"/> only.</summary>
internal sealed class CredentialVault
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SecretSearch> _searches;

    public CredentialVault(ProxyRun run)
    {
        foreach (ProviderCredential key in run.Credentials)
        {
            _keys.TryAdd(key.Provider, key.Secret);
        }
        foreach (RouteSecret secret in run.Secrets)
        {
            _secrets.Add(secret.Variable, secret.Secret);
        }
        _searches = _secrets.Values.Concat(_keys.Values).Distinct(StringComparer.Ordinal)
            .ToDictionary(secret => secret, secret => new SecretSearch(secret), StringComparer.Ordinal);
        Names = RunCredentials.Of(run.Credentials, run.Secrets, run.AgentCredentials);
    }

    /// <summary>The names of the available credentials.</summary>
    public RunCredentials Names { get; }

    /// <summary>Returns the credential of a decision, with its value.</summary>
    public InjectedCredential Take(CredentialSource source)
    {
        string secret = source.Provider is { } provider ? _keys[provider] : _secrets[source.Variable];
        return new InjectedCredential(source.Variable, source.Field, source.Prefix + secret, _searches[secret]);
    }
}
