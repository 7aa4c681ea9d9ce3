using BotBottle.Core.Control;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Launching;

/// <summary>What is open for a run, where that is written, and the credentials that it names.</summary>
/// <param name="Path">The file, absolute; null where there is none.</param>
/// <param name="Set">The routes.</param>
/// <param name="Secrets">The values of the variables that routes name and that are set.</param>
internal sealed record RunRoutes(string? Path, RouteSet Set, IReadOnlyList<RouteSecret> Secrets);
