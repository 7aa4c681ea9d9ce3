using BotBottle.Core.Routes;

namespace BotBottle.Controller.Definitions;

/// <summary>A run's routes, their origin, and the credentials that they name.</summary>
/// <param name="Name">The file's name in messages.</param>
/// <param name="Written">The file's absolute path as given; null if there is none.</param>
/// <param name="Path">The same path with every symbolic link followed: it is resolved once, so that it cannot be redirected later.</param>
/// <param name="Set">The routes.</param>
/// <param name="Secrets">The values of the variables that routes name and that are set.</param>
internal sealed record RunRoutes(
    string Name, string? Written, string? Path, RouteSet Set, IReadOnlyList<RouteSecret> Secrets)
{
    /// <summary>
    /// Routes of the launch itself, such as those of <c>--allow</c>. They are a part of <see cref="Set"/>, also after an edit of the file. They come last, so
    /// that a written route with a credential precedes one without.
    /// </summary>
    public IReadOnlyList<Route> Added { get; init; } = [];

    /// <summary>The bottles that the routes come from, which are read again after an edit; null if a file or no definition provides the routes.</summary>
    public BottleRoutes? Bottles { get; init; }

    /// <summary>Adds the <see cref="Added"/> routes to written ones.</summary>
    public RouteSet Complete(RouteSet written) => written with { Routes = [.. written.Routes, .. Added] };
}
