using BotBottle.Controller.Bottles;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// The files with which a run's clone began, where they were not those of its commit: what the owner had not committed is not the agent's work. They are a
/// commit whose objects are in the run's folder, which no bottle can write; the host's repository is not touched.
/// </summary>
internal static class StartFiles
{
    private const string Name = "start";

    /// <summary>Records them.</summary>
    /// <param name="workspace">The clone, in which no agent has worked yet.</param>
    /// <param name="runFolder">The run's folder.</param>
    /// <returns>The commit; null if they are the files of the clone's commit.</returns>
    /// <exception cref="WorkspaceException">git cannot read the clone.</exception>
    public static string? Record(BottleWorkspace workspace, string runFolder)
    {
        string folder = FolderIn(runFolder);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string? commit = AgentGit.Begin(workspace, folder);
        if (commit is null)
        {
            Directory.Delete(folder, recursive: true);
        }

        return commit;
    }

    /// <summary>The same git, which also finds the files with which a run began.</summary>
    public static WorkspaceGit Knowing(this WorkspaceGit git, string runFolder) => git.Borrowing([FolderIn(runFolder)]);

    /// <summary>The folder of their objects in a run's folder.</summary>
    public static string FolderIn(string runFolder) => Path.Combine(runFolder, Name);
}
