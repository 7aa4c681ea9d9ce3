using BotBottle.Core.Routes;

namespace BotBottle.Controller.Definitions;

/// <summary>What is open for a run, where that is written, and the credentials that it names.</summary>
/// <param name="Name">What messages call the file.</param>
/// <param name="Written">The file's absolute path, as it was named; null where there is none.</param>
/// <param name="Path">The same with every symbolic link followed: it is followed once, so that nobody leads it elsewhere later.</param>
/// <param name="Set">The routes.</param>
/// <param name="Secrets">The values of the variables that routes name and that are set.</param>
internal sealed record RunRoutes(
    string Name, string? Written, string? Path, RouteSet Set, IReadOnlyList<RouteSecret> Secrets)
{
    /// <summary>
    /// Routes of the launch itself, such as those of <c>--allow</c>: part of <see cref="Set"/>, and of whatever is read when a file is edited. They come last, so that
    /// a written route with a credential goes before one without.
    /// </summary>
    public IReadOnlyList<Route> Added { get; init; } = [];

    /// <summary>The bottles that the routes come from, to be read again when one is edited; null where a file or nothing says them.</summary>
    public BottleRoutes? Bottles { get; init; }

    /// <summary>What is open with these routes written: the <see cref="Added"/> ones too.</summary>
    public RouteSet Complete(RouteSet written) => written with { Routes = [.. written.Routes, .. Added] };
}
