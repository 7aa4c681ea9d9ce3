using BotBottle.Core.Presets;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Definitions;

/// <summary>What a word of <c>--allow</c>, or of <c>allow</c> in a bottle, opens on this host.</summary>
internal static class AllowedRoutes
{
    /// <summary>The routes. Where an agent's preset names one variable of its provider's key and the host has it in another, they name that one.</summary>
    /// <param name="word">A word without a problem (<see cref="AllowEntry"/>).</param>
    /// <param name="origin">Where it was written.</param>
    /// <param name="keys">The host's keys.</param>
    public static IReadOnlyList<Route> Of(string word, RouteOrigin origin, HostCredentials keys) => AgentPresets.Named(word) is { } agent
        ? AgentRoutes.Of(agent, provider => keys.VariableFor(provider.Name) ?? provider.Credential.Variables[0])
        : AllowEntry.Routes(word, origin);
}
