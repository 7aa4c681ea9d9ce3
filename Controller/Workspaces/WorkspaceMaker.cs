using System.Text;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Workspaces;

/// <summary>Makes a run's workspace, or finds the one of a resumed run.</summary>
internal static class WorkspaceMaker
{
    /// <summary>The host's git for workspaces.</summary>
    /// <exception cref="BottleException">There is none in the system's folders.</exception>
    public static WorkspaceGit Git() => new(
        SandboxPrograms.TryFind("git")
            ?? throw new BottleException("a clone needs git, which is not in the system's folders: install it, or use --workspace share"),
        "/usr/bin:/bin");

    /// <summary>Makes the workspace.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="isClean">True to leave changes that are not committed behind.</param>
    /// <param name="folder">The host's working folder.</param>
    /// <param name="runFolder">The run's own folder.</param>
    /// <returns>Null for a shared folder.</returns>
    /// <exception cref="BottleException">It could not be made.</exception>
    public static BottleWorkspace? Make(WorkspaceKind kind, bool isClean, string folder, string runFolder) =>
        Make(new WorkspaceWish(kind, isClean), folder, runFolder, _ => { });

    /// <summary>As above, with all that a launch may ask for.</summary>
    /// <param name="wish">The workspace that the launch asks for.</param>
    /// <param name="folder">The host's working folder.</param>
    /// <param name="runFolder">The run's own folder.</param>
    /// <param name="tell">Receives what the operator should know.</param>
    public static BottleWorkspace? Make(WorkspaceWish wish, string folder, string runFolder, Action<string> tell)
    {
        string work = KeptWorkspace.FolderIn(runFolder);
        if (wish.Kind == WorkspaceKind.Share)
        {
            return null;
        }

        if (wish.Kind == WorkspaceKind.None)
        {
            Directory.CreateDirectory(work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            tell(LaunchNote.OfNone(folder));
            return Keep(new KeptWorkspace(Paths.Real(folder), [], null, []), runFolder);
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new BottleException("a clone needs Linux: use --workspace share");
        }

        WorkspaceGit git = Git();
        try
        {
            HostRepository repository = HostRepository.Find(Paths.Real(folder))
                ?? throw new BottleException($"{folder} is in no git repository, so it cannot be cloned: use --workspace share, or none for an empty folder");
            repository.RequireNoPipe();
            StartPoint? start = wish.From is { } from ? StartPoint.Take(git, repository, from) : null;
            CarriedFiles files = new(git, repository);
            IReadOnlyList<string> carried = files.Find(wish.Carry);
            WorkspaceClone clone = new(git);
            GitResult head = git.Run(repository.Root, null, "rev-parse", "--verify", "--quiet", "HEAD");
            string[] tips = [.. git.Lines(repository.Root, "for-each-ref", "--format=%(objectname) %(refname)").Select(line => line.Split(' '))
                .Where(parts => !parts[1].StartsWith(WorkspaceClone.Runs, StringComparison.Ordinal)).Select(parts => parts[0])
                .Concat(Stashes(git, repository)).Distinct()];
            clone.Make(repository, work, wish.IsClean, start);
            ClonedFiles.Carry(repository, carried, work);
            string? commit = start is not null ? start.Head : head.Code == 0 ? Encoding.ASCII.GetString(head.Output).Trim() : null;
            string? begun = wish.IsClean ? null : StartFiles.Record(new BottleWorkspace(repository.Root, work, clone.Objects), runFolder);
            tell(LaunchNote.OfClone(git, repository, wish, carried));
            if (files.Notice() is { } notice)
            {
                tell(notice);
            }

            return Keep(new KeptWorkspace(repository.Root, clone.Objects, commit, tips) { Files = begun }, runFolder);
        }
        catch (WorkspaceException failure)
        {
            throw new BottleException($"the clone of the repository at {folder} could not be made: {failure.Message}", failure);
        }
    }

    // All of them; refs/stash is the newest alone.
    private static string[] Stashes(WorkspaceGit git, HostRepository repository) =>
        git.Run(repository.Root, null, "log", "--walk-reflogs", "--format=%H", "refs/stash") is { Code: 0 } listed
            ? Encoding.ASCII.GetString(listed.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    private static BottleWorkspace Keep(KeptWorkspace kept, string runFolder)
    {
        kept.Write(runFolder);
        return kept.In(runFolder);
    }
}
