using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// The owner's files as they are, those that git does not know included, as a tree: made as the agent's is, so that the same files are the same tree. Settings
/// and attributes may be an agent's, which may change them meanwhile: git looks at the files in a bottle, and its objects do not stay.
/// </summary>
internal static class OwnerFiles
{
    private const int MostIndex = 1 << 30;

    /// <summary>Gets the tree's name; empty if the index is no file.</summary>
    /// <param name="git">The host's git.</param>
    /// <param name="repository">The host's repository.</param>
    /// <param name="runFolder">The folder of a run, for the objects.</param>
    public static string TreeOf(WorkspaceGit git, HostRepository repository, string runFolder) => Use(git, repository, runFolder, (_, tree) => tree) ?? "";

    /// <summary>Looks at the tree while its objects are there.</summary>
    /// <param name="git">The host's git.</param>
    /// <param name="repository">The host's repository.</param>
    /// <param name="runFolder">The folder of a run, for the objects.</param>
    /// <param name="look">Gets a git that finds the objects, those of the run's beginning too, and makes new ones beside them; and the tree.</param>
    /// <returns>What it returned; null if the index is no file.</returns>
    public static T? Use<T>(WorkspaceGit git, HostRepository repository, string runFolder, Func<WorkspaceGit, string, T> look)
        where T : class
    {
        string folder = Path.Combine(runFolder, "look");
        string objects = Path.Combine(folder, "objects");
        string index = Path.Combine(folder, "index");
        Directory.CreateDirectory(objects, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            if (!CopyIndex(repository, index))
            {
                return null;
            }

            WorkspaceGit apart = git.WithoutDrivers(repository.Root).Into(objects, repository.Objects, index).Apart(
                [.. repository.Mounts, new(MountKind.ReadWrite, folder, folder)]);
            ForgetSubmodules(apart, repository.Root);
            _ = apart.Run(repository.Root, null, "-c", "advice.addEmbeddedRepo=false", "add", "--all", "--ignore-errors");
            string tree = Encoding.ASCII.GetString(apart.Run(repository.Root, null, "write-tree").Output).Trim();
            return look(
                git.Using(
                    ("GIT_OBJECT_DIRECTORY", objects), ("GIT_ALTERNATE_OBJECT_DIRECTORIES", $"{repository.Objects}:{StartFiles.FolderIn(runFolder)}")), tree);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool CopyIndex(HostRepository repository, string index)
    {
        string current = Path.Combine(repository.GitFolder, "index");
        try
        {
            if (FileFacts.TryOf(current, Links.Refuse) is not null)
            {
                RegularFile.CopyWithTime(current, index, MostIndex);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // For a known submodule git runs another git in it, which obeys its settings; of an unknown one it reads HEAD alone.
    private static void ForgetSubmodules(WorkspaceGit apart, string root)
    {
        string[] names = [.. apart.Texts(root, "ls-files", "-z", "--stage").Where(entry => entry.StartsWith(WorkspaceClone.Submodule, StringComparison.Ordinal))
            .Select(entry => entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..] + '\0')];
        if (names.Length > 0)
        {
            _ = apart.Feed(root, Encoding.UTF8.GetBytes(string.Concat(names)), "update-index", "-z", "--force-remove", "--stdin");
        }
    }
}
