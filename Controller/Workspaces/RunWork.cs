using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>The clone of a run.</summary>
/// <param name="Name">The run's name in refs.</param>
/// <param name="Folder">The run's own folder.</param>
/// <param name="Kept">What is known of the clone.</param>
internal sealed record RunWork(string Name, string Folder, KeptWorkspace Kept)
{
    /// <summary>Finds it.</summary>
    /// <exception cref="CommandFailure">The run has no clone, or its files were removed.</exception>
    public static RunWork Require(BottleHome home, RunView run)
    {
        string id = RunNames.RequireId(run.Run);
        string folder = run.State == RunState.Frozen ? home.FrozenFolder(id) : home.RunFolder(id);
        if (!Directory.Exists(folder))
        {
            throw new CommandFailure(
                ExitCode.Failed, $"the files of {TerminalText.Clean(run.Name)} were removed, so there is nothing to take back",
                "What was fetched before is in your repository: 'git for-each-ref refs/bottle' lists it, and 'git merge REF' merges a commit of it.");
        }

        return KeptWorkspace.Read(folder) is { Objects.Count: > 0 } kept ? new RunWork(NameOf(run, folder, kept), folder, kept)
            : throw new CommandFailure(
                ExitCode.Failed, $"{TerminalText.Clean(run.Name)} works in no clone, so there is nothing to take back",
                "A clone is made with: bot-bottle run --workspace clone -- COMMAND");
    }

    /// <summary>The name of a run's refs: the one under which its work was taken before; or its own, if no earlier run's refs have it.</summary>
    public static string NameOf(RunView run, string folder, KeptWorkspace kept)
    {
        if (WorkTaker.NameTaken(folder) is { } taken)
        {
            return taken;
        }

        string own = NameInRefs(run);
        try
        {
            return WorkspaceMaker.Git().Lines(kept.Root, "for-each-ref", "--count=1", WorkTaker.PrefixOf(own)).Length == 0 ? own : run.Run;
        }
        catch (WorkspaceException)
        {
            return own; // there is no repository, which the caller finds out too
        }
    }

    /// <summary>The name of a run in refs: its own, or its id where git-check-ref-format(1) refuses that.</summary>
    public static string NameInRefs(RunView run) => run.Name.Contains("..", StringComparison.Ordinal) || run.Name.EndsWith('.')
        || run.Name.EndsWith(".lock", StringComparison.Ordinal) ? run.Run : run.Name;
}
