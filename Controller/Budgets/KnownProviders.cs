using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Budgets;

/// <summary>Refuses names that no provider has: their budget would limit nothing.</summary>
internal static class KnownProviders
{
    /// <exception cref="RefusedException">There is no such provider.</exception>
    public static void Require(HostPolicy policy, string provider)
    {
        if (!policy.Providers.Contains(provider, StringComparer.Ordinal))
        {
            throw new RefusedException(
                "no_such_provider", $"there is no provider '{provider}': {string.Join(", ", policy.Providers)}", RefusalReason.Invalid);
        }
    }
}
