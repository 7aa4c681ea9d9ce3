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
    public static BottleWorkspace? Make(WorkspaceKind kind, bool isClean, string folder, string runFolder)
    {
        string work = KeptWorkspace.FolderIn(runFolder);
        if (kind == WorkspaceKind.Share)
        {
            return null;
        }

        if (kind == WorkspaceKind.None)
        {
            Directory.CreateDirectory(work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return Keep(new KeptWorkspace(Paths.Real(folder), [], null, []), runFolder);
        }

        WorkspaceGit git = Git();
        try
        {
            HostRepository repository = HostRepository.Find(Paths.Real(folder))
                ?? throw new BottleException($"{folder} is in no git repository, so it cannot be cloned: use --workspace share");
            WorkspaceClone clone = new(git);
            GitResult head = git.Run(repository.Root, null, "rev-parse", "--verify", "--quiet", "HEAD");
            string[] tips = [.. git.Lines(repository.Root, "for-each-ref", "--format=%(objectname)").Distinct()];
            clone.Make(repository, work, isClean);
            string text = System.Text.Encoding.ASCII.GetString(head.Output).Trim();
            return Keep(new KeptWorkspace(repository.Root, clone.Objects, head.Code == 0 ? text : null, tips), runFolder);
        }
        catch (WorkspaceException failure)
        {
            throw new BottleException($"the clone of the repository at {folder} could not be made: {failure.Message}", failure);
        }
    }

    private static BottleWorkspace Keep(KeptWorkspace kept, string runFolder)
    {
        kept.Write(runFolder);
        return kept.In(runFolder);
    }
}
