using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Presets;

/// <summary>The routes of an agent's preset: the hosts of its model APIs, and the others that the agent needs.</summary>
public static class AgentRoutes
{
    /// <summary>All routes, whatever keys the host has.</summary>
    /// <param name="preset">The preset.</param>
    public static IReadOnlyList<Route> All(AgentPreset preset) => Of(preset, provider => provider.Credential.Variables[0]);

    /// <summary>The routes for the keys that the host has.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="variableOf">Returns the host's variable with the key of a provider; null if it has none.</param>
    /// <returns>The routes. Without any key the first API is open too, because its refusal names the missing variable.</returns>
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

    /// <summary>
    /// A route that injects a model API's key must name the variable that the host has, of the several possible ones. Without any the route would refuse every
    /// request.
    /// </summary>
    private static Route? WithKey(Route route, AgentPreset preset, Func<Provider, string?> variableOf)
    {
        if (route.Auth is not { } auth
            || preset.Keys.Select(Known).FirstOrDefault(provider => provider.Credential.Variables.Contains(auth.Variable)) is not { } owner)
        {
            return route;
        }

        return variableOf(owner) is { } variable ? route with { Auth = auth with { Variable = variable } } : null;
    }

    private static Provider Known(AgentKey key) => ProviderTable.BuiltIn.Named(key.Provider)!;
}
