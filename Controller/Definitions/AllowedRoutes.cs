using BotBottle.Core.Presets;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Definitions;

/// <summary>Makes the routes that a word of <c>--allow</c>, or of <c>allow</c> in a bottle, opens on this host.</summary>
internal static class AllowedRoutes
{
    /// <summary>
    /// Gets the routes. If an agent's preset names one variable of its provider's key and the host has the key in another, the routes name the other.
    /// </summary>
    /// <param name="word">A valid word (<see cref="AllowEntry"/>).</param>
    /// <param name="origin">Place of the word.</param>
    /// <param name="keys">The host's keys.</param>
    public static IReadOnlyList<Route> Of(string word, RouteOrigin origin, HostCredentials keys) => AgentPresets.Named(word) is { } agent
        ? AgentRoutes.Of(agent, provider => keys.VariableFor(provider.Name) ?? provider.Credential.Variables[0])
        : AllowEntry.Routes(word, origin);
}
