using System.Text.Json;
using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>The lines at the end of a run that say what its workspace has and the host does not, and how to take it.</summary>
internal static class EndNote
{
    // The operator waits, and the agent may have made a repository at which git works for long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Gets them; null for a shared folder, and for an empty one that stayed empty.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="runFolder">Its folder.</param>
    public static string? Of(string run, string runFolder)
    {
        try
        {
            if (KeptWorkspace.Read(runFolder) is not { } kept)
            {
                return null;
            }

            using WorkLock? held = WorkLock.Try(runFolder, Patience);
            if (held is null)
            {
                return $"{run} worked in a folder of its own, with which another command works now\n  See what it left: bot-bottle diff {run}";
            }

            LeftWork left = new UntakenWork(WorkspaceMaker.Git()).Find(kept, runFolder, Patience);
            return kept.IsClone ? OfClone(run, kept.Root, KeptWorkspace.FolderIn(runFolder), left) : OfFolder(run, KeptWorkspace.FolderIn(runFolder), left);
        }
        catch (Exception unknown) when (unknown is WorkspaceException or BottleException or JsonException or IOException or UnauthorizedAccessException)
        {
            return $"{run} worked in a folder of its own, and what it left there is unknown: {unknown.Message}\n  Try: bot-bottle diff {run}";
        }
    }

    private static string OfClone(string run, string root, string clone, LeftWork left)
    {
        string ignored = left.Ignored.Count == 0 ? ""
            : $"\n  Files that git ignores are in no diff, and stay in the clone until it is removed: {TerminalText.Clean(string.Join(", ", left.Ignored))}";
        if (left.All.Length == 0)
        {
            return $"{run} has nothing in its clone of {root} to take back{ignored}";
        }

        string[] ways =
        [
            .. left.Branch is { } branch ? [$"bot-bottle merge {run}{(branch.Length == 0 ? "" : $" --branch {branch}")} (its commits)"] : Array.Empty<string>(),
            .. left.HasFiles ? [$"bot-bottle apply {run} ({(left.Branch is null ? "its files" : "then the rest")})"] : Array.Empty<string>(),
            .. left.HasMore ? [$"bot-bottle fetch {run} (all of it, as refs)"] : Array.Empty<string>(),
            .. left.Beyond.Count > 0 ? [$"copy from {clone} what git takes along in no commit (cp -rP; run no git in there)"] : Array.Empty<string>(),
        ];
        return $"{run} worked in a clone of {root}. It has: {TerminalText.Clean(left.All)}{ignored}\n"
            + $"  See it: bot-bottle diff {run}\n  Take it: {TerminalText.Clean(string.Join(", ", ways))}";
    }

    private static string? OfFolder(string run, string folder, LeftWork left) => left.Parts.Count == 0 ? null
        : $"{run} left files in its own folder: {TerminalText.Clean(string.Join(", ", left.Parts))}\n"
            + $"  They are in {folder} until 'bot-bottle rm --force {run}'. Copy what you want to keep: cp -rP {folder} FOLDER";
}
