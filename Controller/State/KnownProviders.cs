using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Providers;

namespace BotBottle.Controller.State;

/// <summary>Resolves names of providers, and refuses unknown ones: a budget for them would limit nothing.</summary>
internal static class KnownProviders
{
    /// <summary>Gets the provider's own name.</summary>
    /// <exception cref="RefusedException">The provider does not exist.</exception>
    public static string Require(HostPolicy policy, string provider) =>
        ProviderNames.Find(provider, policy.Providers)
        ?? throw new RefusedException("no_such_provider", ProviderNames.Unknown(provider, policy.Providers), RefusalReason.Invalid);

    /// <summary>Gets the limits by the providers' own names.</summary>
    /// <exception cref="RefusedException">A provider does not exist, or two names mean the same one.</exception>
    public static Dictionary<string, long> Require(HostPolicy policy, IReadOnlyDictionary<string, long> limits)
    {
        Dictionary<string, long> read = new(StringComparer.Ordinal);
        foreach ((string written, long limit) in limits)
        {
            string name = Require(policy, written);
            if (!read.TryAdd(name, limit))
            {
                throw new RefusedException("bad_budget", $"'{written}' is the provider {name}, whose limit is given twice", RefusalReason.Invalid);
            }
        }

        return read;
    }
}
