namespace BotBottle.Controller.Shared;

/// <summary>
/// The folders of frozen and removed runs. <c>runs/ID</c> is renamed to <c>frozen/ID</c> and back, or to <c>removed/ID</c>, as a whole and on one file system,
/// so that a crash leaves one of them. The paths use the id that the controller chose; no name from a user is part of a path.
/// </summary>
internal sealed class FrozenFolders(BottleHome home)
{
    /// <summary>File in a run's folder that <c>run</c> writes for <c>resume</c>.</summary>
    public const string Definition = "run.json";

    /// <summary>Gets the reason why a run cannot be frozen, before anything is stopped; null if it can.</summary>
    public string? Obstacle(string run)
    {
        if (!File.Exists(new RunFiles(home.RunFolder(run)).Definition))
        {
            return $"{home.RunFolder(run)} has no {Definition}, by which it could be resumed";
        }

        string kept = home.FrozenFolder(run);
        if (Path.Exists(kept))
        {
            return $"{kept} is there already";
        }

        try
        {
            BottleHome.MakePrivate(Path.GetDirectoryName(kept)!);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{Path.GetDirectoryName(kept)} cannot be made: {fault.Message}";
        }
    }

    /// <summary>Moves a run's folder to the frozen folders; does nothing if it is there already.</summary>
    /// <exception cref="IOException">The folder could not be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not move the folder.</exception>
    public void Keep(string run)
    {
        BottleHome.MakePrivate(Path.GetDirectoryName(home.FrozenFolder(run))!);
        Move(home.RunFolder(run), home.FrozenFolder(run));
    }

    /// <summary>Moves it back; does nothing if it is back already.</summary>
    /// <exception cref="IOException">The folder could not be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not move the folder.</exception>
    public void Restore(string run) => Move(home.FrozenFolder(run), home.RunFolder(run));

    /// <summary>Moves the folder of a run that has ended to the removed ones; does nothing if it is there already.</summary>
    /// <exception cref="IOException">The folder could not be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not move the folder.</exception>
    public void Remove(string run)
    {
        BottleHome.MakePrivate(home.Removed);
        // A frozen run that was given up may have left its folder among the frozen ones.
        Move(Directory.Exists(home.FrozenFolder(run)) ? home.FrozenFolder(run) : home.RunFolder(run), home.RemovedFolder(run));
    }

    /// <summary>Moves it back after <see cref="Remove"/>.</summary>
    /// <exception cref="IOException">The folder could not be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not move the folder.</exception>
    public void TakeBack(string run) => Move(home.RemovedFolder(run), home.RunFolder(run));

    /// <summary>Runs one of these moves; returns the reason of its failure, or null.</summary>
    public static string? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to); // rename(2) fails if both exist, so nothing is merged or lost
        }
        else if (!Directory.Exists(to))
        {
            throw new DirectoryNotFoundException($"neither {from} nor {to} is there");
        }
    }
}
