namespace BotBottle.Controller.Shared;

/// <summary>
/// The folders of frozen runs: <c>runs/ID</c> is renamed to <c>frozen/ID</c> and back, whole and on one file system, so that a crash leaves the one or the other.
/// Both names are made of the id, which the controller chose: no name that anybody gave is part of a path.
/// </summary>
internal sealed class FrozenFolders(ControllerFiles files)
{
    /// <summary>What <c>run</c> leaves in a run's folder for <c>resume</c>.</summary>
    public const string Definition = "run.json";

    /// <summary>Why a run cannot be frozen, found before anything is stopped; null where it can.</summary>
    public string? Obstacle(string run)
    {
        if (!File.Exists(Path.Combine(files.RunFolder(run), Definition)))
        {
            return $"{files.RunFolder(run)} has no {Definition}, by which it could be resumed";
        }

        string kept = files.FrozenFolder(run);
        if (Path.Exists(kept))
        {
            return $"{kept} is there already";
        }

        try
        {
            ControllerFiles.MakePrivate(Path.GetDirectoryName(kept)!);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{Path.GetDirectoryName(kept)} cannot be made: {fault.Message}";
        }
    }

    /// <summary>Puts a run's folder aside; done already, it changes nothing.</summary>
    /// <exception cref="IOException">It could not be.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be.</exception>
    public void Keep(string run)
    {
        ControllerFiles.MakePrivate(Path.GetDirectoryName(files.FrozenFolder(run))!);
        Move(files.RunFolder(run), files.FrozenFolder(run));
    }

    /// <summary>Brings it back; done already, it changes nothing.</summary>
    /// <exception cref="IOException">It could not be.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be.</exception>
    public void Restore(string run) => Move(files.FrozenFolder(run), files.RunFolder(run));

    /// <summary>Does one of these; gives why it could not be done, or null.</summary>
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
            Directory.Move(from, to); // rename(2); where both are there it fails, and nothing is merged or lost
        }
        else if (!Directory.Exists(to))
        {
            throw new DirectoryNotFoundException($"neither {from} nor {to} is there");
        }
    }
}
