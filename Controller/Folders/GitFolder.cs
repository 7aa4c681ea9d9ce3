using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Protects a repository in a shared folder: the agent can commit, but cannot make the host's next <c>git status</c> run its code. Objects, refs, index and
/// HEAD stay writable. Hooks and config are read-only, and so is each way around them:
/// <list type="bullet">
/// <item>renaming <c>.git</c> and making another: <c>.git</c> is a mount of its own, which cannot be renamed (EBUSY);</item>
/// <item><c>.git/commondir</c>, <c>config.worktree</c> and <c>modules/*</c>, from which git takes other config and hooks: masked;</item>
/// <item><c>.git/worktrees/*</c>, the same: covered by a folder of the bottle's own (<see cref="WorktreeFolder"/>).</item>
/// </list>
/// If there is no repository, the agent may create one. The operator is told that the host must not use git there before the run has ended.
/// </summary>
internal static class GitFolder
{
    private const string LinkPrefix = "gitdir:";
    private const int LongestLink = 4096;

    /// <summary>
    /// "The common folder is this one": git reads it and works as without the file (measured: status, commit, worktree and gc of git 2.39). An empty file or a
    /// folder of this name would stop every git command, the host's included.
    /// </summary>
    private const string OwnCommonFolder = ".\n";

    /// <summary>Adds the masks for the repository at the top of a folder.</summary>
    /// <param name="folder">A folder that is shared read-write, without links.</param>
    /// <param name="ownFolder">The folder for the bottle's own folders that cover some of the host's.</param>
    /// <param name="plan">Receives the masks.</param>
    public static void Inspect(string folder, string ownFolder, MaskPlan plan)
    {
        var git = Path.Combine(folder, ".git");
        if (File.Exists(git) && !Paths.IsLink(git))
        {
            plan.MaskFile(git, "", folder);
            if (FileFacts.TryOf(git, Links.Refuse) is { Kind: not FileKind.Regular and var kind })
            {
                plan.Note(
                    $"{git} is {RegularFile.NameOf(kind)} and not a repository: git will not work in this bottle, and may wait for ever on the host. Check "
                        + "who made it.");
            }

            InspectWorktree(git, ownFolder, plan);
        }
        else if (Directory.Exists(git) && !Paths.IsLink(git) && Directory.EnumerateFileSystemEntries(git).Any())
        {
            plan.Pin(git);
            MaskSteering(git, ownFolder, plan);
            MaskNamed(git, folder, plan);
        }
        else
        {
            MaskPlan.RefuseLink(git);
        }

        if (File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")) && Directory.Exists(Path.Combine(folder, "refs")))
        {
            MaskSteering(folder, ownFolder, plan); // a bare repository is its own git folder
        }
    }

    /// <summary>Masks the paths in the shared folder that a repository's config names: core.hooksPath = .githooks has the same effect as .git/hooks.</summary>
    private static void MaskNamed(string git, string folder, MaskPlan plan)
    {
        foreach (var path in GitConfig.NamedPaths(Path.Combine(git, "config"), folder)
            .Concat(GitConfig.NamedPaths(Path.Combine(git, "config.worktree"), folder)))
        {
            if (path == folder)
            {
                plan.Note($"git's config makes {folder} itself its folder of hooks: what an agent writes there, git runs on the host.");
            }
            else if (Paths.Holds(folder, path) && !Paths.Holds(Path.Combine(folder, ".git"), path))
            {
                plan.MaskBelow(folder, path);
            }
        }
    }

    /// <summary>Gets the folder that a <c>.git</c> file names, links followed; null if it names none.</summary>
    public static string? Named(string file) =>
        RegularFile.TryRead(file, LongestLink) is { } text && text.StartsWith(LinkPrefix, StringComparison.Ordinal)
            && !text.Contains('\0', StringComparison.Ordinal)
            ? Paths.Real(Path.Combine(Path.GetDirectoryName(file)!, text[LinkPrefix.Length..].Trim()))
            : null;

    /// <summary>True if two paths lead to the same file.</summary>
    private static bool Same(string first, string second) => Paths.Real(first) == Paths.Real(second);

    private static void MaskSteering(string git, string ownFolder, MaskPlan plan)
    {
        plan.GuardRepository(git);
        plan.MaskFolderOrFile(Path.Combine(git, "hooks"), git);
        plan.MaskFolderOrFile(Path.Combine(git, "modules"), git);
        var worktrees = Path.Combine(git, "worktrees");
        plan.Cover(worktrees, WorktreeFolder.Of(worktrees, ownFolder), git);
        plan.MaskFile(Path.Combine(git, "config"), "", git);
        plan.MaskFile(Path.Combine(git, "config.worktree"), "", git);
        plan.MaskFile(Path.Combine(git, "commondir"), OwnCommonFolder, git);
    }

    /// <summary>
    /// Handles a linked worktree: <c>.git</c> is a file that names a folder in the main repository's <c>worktrees</c>. Both are shared if that folder also
    /// names this file. The text of <c>.git</c> alone may be an earlier agent's and could name any folder.
    /// </summary>
    private static void InspectWorktree(string file, string ownFolder, MaskPlan plan)
    {
        if (Named(file) is not { } own)
        {
            return;
        }

        var back = Path.Combine(own, "gitdir");
        var common = Path.GetDirectoryName(Path.GetDirectoryName(own) ?? "/") ?? "/";
        if (RegularFile.TryRead(back, LongestLink) is not { } named || !Same(Path.Combine(own, named.Trim()), file)
            || !Same(Path.Combine(common, "worktrees"), Path.GetDirectoryName(own)!))
        {
            plan.Note($"{file} points to {own}, which is no worktree's folder that points back; git will not work in this bottle.");
            return;
        }

        plan.ShareAlso(common);
        MaskSteering(common, ownFolder, plan);
        MaskNamed(common, Path.GetDirectoryName(file)!, plan);
        plan.Pin(own);
        plan.MaskFile(Path.Combine(own, "commondir"), "../..\n", common);
        plan.MaskFile(back, "", common);
        plan.MaskFile(Path.Combine(own, "config.worktree"), "", common);
    }
}
