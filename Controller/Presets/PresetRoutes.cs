using BotBottle.Controller.Launching;
using BotBottle.Core.Control;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Presets;

/// <summary>What a preset opens where neither a bottle nor a routes file says what is open.</summary>
internal static class PresetRoutes
{
    /// <summary>The routes: the hosts of the agent's model APIs, and what else it needs.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="keys">The keys that the host has.</param>
    /// <param name="agentCredentials">Whether the agent may use a login of its own.</param>
    public static RouteSet Of(AgentPreset preset, HostCredentials keys, bool agentCredentials)
    {
        RouteOrigin origin = new($"preset {preset.Name}", 0);
        AgentKey[] open = [.. preset.Keys.Where(key => !key.OnlyWithKey || agentCredentials || keys.VariableFor(key.Provider) is not null)];
        IEnumerable<Provider> providers = (open.Length > 0 ? open : preset.Keys.Take(1)).Select(key => ProviderTable.BuiltIn.Named(key.Provider)!);
        return new RouteSet(
            0, EgressLog.Blocks,
            [
                .. preset.Routes.Select(route => WithKeyOf(route, preset, keys)).OfType<Route>(),
                .. RouteSet.HostsOf(providers).Select(host => new Route(origin, host)),
            ]);
    }

    /// <summary>A route that injects the key of a model API names one of its variables; the host may have it in another. Without one the route would refuse everything.</summary>
    private static Route? WithKeyOf(Route route, AgentPreset preset, HostCredentials keys)
    {
        if (route.Auth is not { } auth
            || preset.Keys.FirstOrDefault(key => ProviderTable.BuiltIn.Named(key.Provider)!.Credential.Variables.Contains(auth.Variable)) is not { } owner)
        {
            return route;
        }

        return keys.VariableFor(owner.Provider) is { } variable ? route with { Auth = auth with { Variable = variable } } : null;
    }
}
