using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>A method of isolating an agent.</summary>
internal interface IBottleBackend
{
    /// <summary>Its name in <c>--isolation</c> and <c>ps</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Builds the bottle and opens its listeners. The agent does not run yet: the proxy must first accept connections on them, then
    /// <see cref="RunningBottle.StartAsync"/> starts it.
    /// </summary>
    /// <param name="plan">The bottle to build.</param>
    /// <param name="cancel">Stops and removes the parts built so far.</param>
    /// <exception cref="BottleException">The bottle could not be built; no part of it is left.</exception>
    Task<RunningBottle> LaunchAsync(BottlePlan plan, CancellationToken cancel);
}
