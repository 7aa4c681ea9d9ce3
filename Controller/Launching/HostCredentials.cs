using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Launching;

/// <summary>The providers' keys of the host's environment: they go to the proxy, and what stands in for them goes to the agent.</summary>
/// <param name="Keys">What the proxy puts into requests.</param>
/// <param name="Placeholders">Variable to placeholder, for the agent's environment.</param>
internal sealed record HostCredentials(IReadOnlyList<ProviderCredential> Keys, IReadOnlyDictionary<string, string> Placeholders)
{
    /// <summary>Looks for the variables that each built-in provider names. Where one is found the agent gets all of them, because agents differ in
    /// which they read.</summary>
    public static HostCredentials Find(IReadOnlyDictionary<string, string> environment)
    {
        List<ProviderCredential> keys = [];
        Dictionary<string, string> placeholders = new(StringComparer.Ordinal);
        foreach (Provider provider in ProviderTable.BuiltIn.Providers)
        {
            string? variable = provider.Credential.Variables.FirstOrDefault(name => environment.GetValueOrDefault(name, "").Length > 0);
            if (variable is not null)
            {
                keys.Add(new ProviderCredential(provider.Name, variable, environment[variable]));
                foreach (string name in provider.Credential.Variables)
                {
                    placeholders[name] = provider.Credential.Placeholder;
                }
            }
        }

        return new HostCredentials(keys, placeholders);
    }

    /// <summary>The placeholders of a bottle: those of the host's keys, and of each provider whose key a route brings, since its clients do not start
    /// without one.</summary>
    public IReadOnlyDictionary<string, string> PlaceholdersFor(RouteSet routes)
    {
        Dictionary<string, string> all = new(Placeholders, StringComparer.Ordinal);
        foreach (Provider provider in ProviderTable.BuiltIn.Providers.Where(provider => routes.Routes.Any(route => BringsKey(route, provider))))
        {
            foreach (string name in provider.Credential.Variables)
            {
                all[name] = provider.Credential.Placeholder;
            }
        }

        return all;
    }

    private static bool BringsKey(Route route, Provider provider) =>
        route.Auth is not null && RouteHost.TryParse(route.Host, out RouteHost pattern)
        && provider.Hosts.Any(host => HostName.TryParse(host.Host, out HostName? name)
            && pattern.Matches(new Authority(name, host.Port ?? pattern.Port ?? 443)));
}
