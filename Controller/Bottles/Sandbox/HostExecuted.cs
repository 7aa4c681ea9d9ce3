namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// What the host runs or obeys by itself when somebody works in a folder: shells with direnv, editors, git hooks, other agents.
/// An agent that could write there would run code outside its bottle at the next prompt.
/// </summary>
internal static class HostExecuted
{
    /// <summary>The names, at the top of a shared folder; <c>.git</c> has rules of its own (<see cref="GitFolder"/>).</summary>
    public static readonly string[] Names =
        [".envrc", ".vscode", ".idea", ".husky", ".claude", ".codex", ".cursor", ".mcp.json", ".bot-bottle"];

    /// <summary>Where Claude Code checks worktrees out. The host obeys nothing in it, and so it stays writable.</summary>
    private const string ClaudeWorktrees = ".claude/worktrees";

    /// <summary>Whether a name is one of them.</summary>
    public static bool IsObeyed(string name) => Names.Contains(name);

    /// <summary>Looks a folder over.</summary>
    /// <param name="folder">Shared read-write, without links.</param>
    /// <param name="ownFolder">Where the bottle's own folders are kept that cover some of the host's.</param>
    /// <returns>What is masked and what must be put there for it.</returns>
    /// <exception cref="BottleException">One of the names is a symbolic link: a mount would cover its target and leave the link.</exception>
    public static MaskPlan Inspect(string folder, string ownFolder)
    {
        var plan = new MaskPlan();
        foreach (var path in Names.Select(name => Path.Combine(folder, name)))
        {
            plan.MaskFolderOrFile(path, folder);
        }

        GitFolder.Inspect(folder, ownFolder, plan);
        var worktrees = Path.Combine(folder, ClaudeWorktrees);
        if (plan.GitFolders.Count > 0 && !Paths.IsLink(worktrees) && !File.Exists(worktrees) && !File.Exists(Path.GetDirectoryName(worktrees)))
        {
            plan.PinFolder(worktrees, folder);
        }

        return plan;
    }
}
