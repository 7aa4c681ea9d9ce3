using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>A way to isolate an agent.</summary>
internal interface IBottleBackend
{
    /// <summary>Its name in <c>--isolation</c> and <c>ps</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Builds the bottle and opens its listeners. The agent does not run yet: first the proxy must accept on them, then
    /// <see cref="RunningBottle.StartAsync"/> lets it go.
    /// </summary>
    /// <param name="plan">What to build.</param>
    /// <param name="cancel">Gives up, and takes down what was built so far.</param>
    /// <exception cref="BottleException">The bottle could not be built; nothing is left of it.</exception>
    Task<RunningBottle> LaunchAsync(BottlePlan plan, CancellationToken cancel);
}
