using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Providers;

namespace BotBottle.Proxy.Policy;

/// <summary>What a run may reach, and with whose credentials. Immutable.</summary>
internal sealed class RunPolicy
{
    /// <summary>The host that the proxy answers itself (DESIGN 5.6). Not a name that DNS has: the underscore keeps it out of every zone of hosts.</summary>
    public const string IntrospectionHost = "_egress.local";

    private readonly ProviderTable _providers;
    private readonly IReadOnlyList<ProviderCredential> _credentials;

    /// <exception cref="ProxyConfigurationException">A host is not one.</exception>
    public RunPolicy(ProxyRun run, ProviderTable providers)
    {
        _providers = providers;
        _credentials = run.Credentials;
        AgentCredentials = run.AgentCredentials;
        IEnumerable<string> hosts = run.Hosts ?? providers.Providers.Where(provider => provider.IsBuiltIn)
            .SelectMany(provider => provider.Hosts).Select(host => host.ToString());
        Hosts = [.. hosts.Select(HostRule.Parse)];
    }

    public IReadOnlyList<HostRule> Hosts { get; }

    /// <summary>Whether the agent may use its own login at providers.</summary>
    public bool AgentCredentials { get; }

    public bool Allows(Authority authority)
    {
        foreach (HostRule rule in Hosts)
        {
            if (rule.Matches(authority))
            {
                return true;
            }
        }
        return false;
    }

    public Provider? ProviderOf(Authority authority) => _providers.Find(authority.Host.ToString(), authority.Port);

    public ProviderCredential? CredentialOf(Provider provider) =>
        _credentials.FirstOrDefault(credential => credential.Provider == provider.Name);

    public static bool IsIntrospection(Authority authority) => authority.Host.ToString() == IntrospectionHost;
}
