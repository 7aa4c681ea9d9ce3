using System.Text;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Workspaces;

/// <summary>Finds the work in a run's clone that the host's repository does not have, so that it is not removed unseen.</summary>
/// <param name="git">The host's git.</param>
internal sealed class UntakenWork(WorkspaceGit git)
{
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";
    private const string Head = "HEAD";
    private const int MostNamed = 5;
    private const int MostIndex = 1 << 30;

    /// <summary>Finds it.</summary>
    /// <param name="kept">The run's workspace.</param>
    /// <param name="runFolder">The run's folder; the caller has its <see cref="WorkLock"/>.</param>
    /// <returns>Its parts, for people; empty if the host has all of it.</returns>
    /// <exception cref="WorkspaceException">git cannot read the clone, or there is no repository on the host.</exception>
    public IReadOnlyList<string> Find(KeptWorkspace kept, string runFolder)
    {
        BottleWorkspace workspace = kept.In(runFolder);
        if (kept.Objects.Count == 0 || !Directory.Exists(workspace.Folder))
        {
            return []; // an empty folder of its own belongs to no repository
        }

        HostRepository repository = HostRepository.Find(kept.Root) ?? throw new WorkspaceException($"{kept.Root} is no git repository any more");
        AgentRefs agent = AgentGit.List(workspace);
        List<string> parts = [.. Missing(repository, kept, agent.Refs)];
        if (agent.Files != agent.Head && !HasFiles(repository, agent.Files, runFolder))
        {
            parts.Add("files that are not committed");
        }

        if (agent.Worktrees > 0)
        {
            parts.Add($"files that are not committed in {agent.Worktrees} further worktree{(agent.Worktrees == 1 ? "" : "s")} (which fetch does not take)");
        }

        return parts.Count <= MostNamed ? parts : [.. parts.Take(MostNamed), $"{parts.Count - MostNamed} more"];
    }

    /// <summary>Gets those of the commits that no ref of the host reaches, and none did when the run began.</summary>
    public IReadOnlySet<string> Unknown(HostRepository repository, KeptWorkspace kept, IEnumerable<string> commits)
    {
        HashSet<string> own = [.. commits.Except(kept.Tips)];
        HashSet<string> missing = [];
        List<string> there = [];
        string asked = string.Concat(own.Select(commit => commit + "\n"));
        foreach (string line in Answers(repository, asked, "cat-file", "--batch-check=%(objectname) %(objecttype)"))
        {
            string[] words = line.Split(' ');
            if (words[1] == "missing")
            {
                missing.Add(words[0]);
            }
            else if (words[1] == "commit")
            {
                there.Add(words[0]);
            }
        }

        if (there.Count > 0)
        {
            string[] tips = [.. kept.Tips.Select(tip => $"^{tip}")];
            missing.UnionWith(Answers(
                repository, string.Concat(there.Concat(tips).Select(commit => commit + "\n")), "rev-list", "--ignore-missing", "--stdin", "--not", "--all"));
            missing.IntersectWith(own);
        }

        return missing;
    }

    private IEnumerable<string> Missing(HostRepository repository, KeptWorkspace kept, IReadOnlyList<(string Commit, string Name)> refs)
    {
        IReadOnlySet<string> unknown = Unknown(repository, kept, refs.Select(one => one.Commit));
        HashSet<string> branches = [.. refs.Where(one => one.Name != Head).Select(one => one.Commit)];
        return refs.Where(one => unknown.Contains(one.Commit) && !(one.Name == Head && branches.Contains(one.Commit))).Select(one => Described(one.Name));
    }

    private string[] Answers(HostRepository repository, string input, params IReadOnlyList<string> words) =>
        Encoding.UTF8.GetString(git.Feed(repository.Root, Encoding.ASCII.GetBytes(input), words)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Described(string name) => name.StartsWith(Branches, StringComparison.Ordinal) ? $"branch {name[Branches.Length..]}"
        : name.StartsWith(Tags, StringComparison.Ordinal) ? $"tag {name[Tags.Length..]}"
        : name == "refs/stash" ? "a stash (which fetch does not take)" : "the commit of HEAD";

    // True if the host has these files: as the taken work of a run, as its own commit, or as the files of its working tree.
    private bool HasFiles(HostRepository repository, string tree, string runFolder)
    {
        string[] trees = git.Lines(repository.Root, "for-each-ref", "--format=%(tree)", "refs/bottle/*/uncommitted");
        GitResult head = git.Run(repository.Root, null, "rev-parse", "--verify", "--quiet", "HEAD^{tree}");
        return trees.Contains(tree) || Encoding.ASCII.GetString(head.Output).Trim() == tree || FilesOf(repository, runFolder) == tree;
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

    // The tree of the host's files, as the agent's is made; its objects do not stay. Settings and attributes may be an agent's, which may change them
    // meanwhile: git looks at the files in a bottle.
    private string FilesOf(HostRepository repository, string runFolder)
    {
        string folder = Path.Combine(runFolder, "look");
        string objects = Path.Combine(folder, "objects");
        string index = Path.Combine(folder, "index");
        Directory.CreateDirectory(objects, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            File.WriteAllBytes(index, RegularFile.Read(Path.Combine(repository.GitFolder, "index"), MostIndex, Links.Refuse));
            WorkspaceGit apart = git.WithoutDrivers(repository.Root).Into(objects, repository.Objects, index).Apart(
                [.. repository.Mounts, new(MountKind.ReadWrite, folder, folder)]);
            ForgetSubmodules(apart, repository.Root);
            _ = apart.Run(repository.Root, null, "-c", "advice.addEmbeddedRepo=false", "add", "--all", "--ignore-errors");
            return Encoding.ASCII.GetString(apart.Run(repository.Root, null, "write-tree").Output).Trim();
        }
        catch (IOException)
        {
            return ""; // no index, or one that is no file
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
