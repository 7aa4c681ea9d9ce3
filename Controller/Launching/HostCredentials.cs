using BotBottle.Core.Control;
using BotBottle.Core.Providers;

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
}
