using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Presets;

/// <summary>What an agent's preset opens: the hosts of its model APIs, and what else the agent needs.</summary>
public static class AgentRoutes
{
    /// <summary>All of it, whatever keys a host has.</summary>
    /// <param name="preset">The preset.</param>
    public static IReadOnlyList<Route> All(AgentPreset preset) => Of(preset, provider => provider.Credential.Variables[0]);

    /// <summary>What is of use with a host's keys.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="variableOf">The variable in which the host has the key of a provider; null where it has none.</param>
    /// <returns>The routes. Without any key the first API is open all the same: its refusal says which variable is missing.</returns>
    public static IReadOnlyList<Route> Of(AgentPreset preset, Func<Provider, string?> variableOf)
    {
        ArgumentNullException.ThrowIfNull(preset);
        RouteOrigin origin = new($"preset {preset.Name}", 0);
        Provider[] open = [.. preset.Keys.Where(key => !key.OnlyWithKey || variableOf(Known(key)) is not null).Select(Known)];
        return
        [
            .. preset.Routes.Select(route => WithKey(route, preset, variableOf)).OfType<Route>().Select(route => route with { Origin = origin }),
            .. (open.Length > 0 ? open : [Known(preset.Keys[0])]).SelectMany(provider => ProviderRoutes.Of(origin, provider)),
        ];
    }

    /// <summary>A route that injects the key of a model API names one of its variables; the host may have it in another. Without one the route would refuse everything.</summary>
    private static Route? WithKey(Route route, AgentPreset preset, Func<Provider, string?> variableOf)
    {
        if (route.Auth is not { } auth || preset.Keys.Select(Known).FirstOrDefault(provider => provider.Credential.Variables.Contains(auth.Variable)) is not { } owner)
        {
            return route;
        }

        return variableOf(owner) is { } variable ? route with { Auth = auth with { Variable = variable } } : null;
    }

    private static Provider Known(AgentKey key) => ProviderTable.BuiltIn.Named(key.Provider)!;
}
