using System.Text;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Native;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>Finds the work in a run's clone that the host's repository does not have, so that it is not removed unseen.</summary>
/// <param name="git">The host's git.</param>
internal sealed class UntakenWork(WorkspaceGit git)
{
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";
    private const string Head = "HEAD";
    private const string Stash = "refs/stash";
    private const string BranchWord = "branch ";
    private const string TagWord = "tag ";
    private const string StashWords = "a stash";
    private const string HeadWords = "the commit of HEAD";
    private const string WorktreeWords = "commits of further worktrees";
    private const string Files = "files that are not committed";
    private const int MostNamed = 5;
    private const int MostNames = 10_000;

    /// <summary>Finds it.</summary>
    /// <param name="kept">The run's workspace.</param>
    /// <param name="runFolder">The run's folder; the caller has its <see cref="WorkLock"/>.</param>
    /// <param name="patience">The time for git in the clone; null for minutes.</param>
    /// <returns>Its parts, for people.</returns>
    /// <exception cref="WorkspaceException">git cannot read the clone, or there is no repository on the host.</exception>
    public LeftWork Find(KeptWorkspace kept, string runFolder, TimeSpan? patience = null)
    {
        BottleWorkspace workspace = kept.In(runFolder);
        if (!Directory.Exists(workspace.Folder))
        {
            return new LeftWork([], []);
        }

        if (!kept.IsClone)
        {
            // An empty folder of its own belongs to no repository.
            IReadOnlyList<string> names = UntrustedFolder.Names(workspace.Folder, MostNames, Links.Refuse) ?? ["very many files"];
            return new LeftWork(Some([.. names.Order(StringComparer.Ordinal).Select(TerminalText.Clean)]), []);
        }

        HostRepository repository = HostRepository.Require(kept.Root);
        AgentRefs agent = AgentGit.List(workspace, kept.Head, patience);
        string[] missing = [.. Missing(repository, kept, agent.Refs)];
        List<string> parts = [.. missing.Select(Described).Distinct()];
        if (agent.Files != agent.Head && agent.Files != TreeOf(repository, kept, runFolder) && !HasFiles(repository, agent.Files, runFolder))
        {
            parts.Add(Files);
        }

        List<string> beyond = [.. agent.Repositories.Select(path => $"the repository in {TerminalText.Clean(path)}")];
        if (agent.Worktrees > 0)
        {
            beyond.Add($"files that are not committed in {agent.Worktrees} further worktree{(agent.Worktrees == 1 ? "" : "s")}");
        }

        return new LeftWork(Some(parts), Some(agent.Ignored))
        {
            Beyond = Some(beyond),
            HasFiles = parts.Contains(Files),
            HasMore = missing.Any(name => name != Head && !name.StartsWith(Branches, StringComparison.Ordinal)),

            // HEAD stands for its branch; else the first one with new commits.
            Branch = missing.Any(name => name == Head || name == agent.Branch) ? ""
                : Array.Find(missing, name => name.StartsWith(Branches, StringComparison.Ordinal))?[Branches.Length..],
        };
    }

    private static IReadOnlyList<string> Some(IReadOnlyList<string> parts) =>
        parts.Count <= MostNamed ? parts : [.. parts.Take(MostNamed), $"{parts.Count - MostNamed} more"];

    private string? TreeOf(HostRepository repository, KeptWorkspace kept, string runFolder) =>
        kept.Files is { } files ? git.Knowing(runFolder).Lines(repository.Root, "rev-parse", $"{files}^{{tree}}")[0] : null;

    /// <summary>Gets those of the commits and tags that no ref of the host reaches, and none did when the run began.</summary>
    public IReadOnlySet<string> Unknown(HostRepository repository, KeptWorkspace kept, IEnumerable<string> commits)
    {
        HashSet<string> own = [.. commits.Except(kept.Tips)];
        HashSet<string> missing = [];
        List<string> there = [];
        List<string> tags = [];
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
            else if (words[1] == "tag")
            {
                tags.Add(words[0]);
            }
        }

        if (tags.Count > 0)
        {
            missing.UnionWith(tags.Except(git.Lines(repository.Root, "for-each-ref", "--format=%(objectname)")));
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
        return refs.Where(one => unknown.Contains(one.Commit) && !(one.Name == Head && branches.Contains(one.Commit))).Select(one => one.Name);
    }

    private string[] Answers(HostRepository repository, string input, params IReadOnlyList<string> words) =>
        Encoding.UTF8.GetString(git.Feed(repository.Root, Encoding.ASCII.GetBytes(input), words)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Described(string name) => name.StartsWith(Branches, StringComparison.Ordinal) ? BranchWord + name[Branches.Length..]
        : name.StartsWith(Tags, StringComparison.Ordinal) ? TagWord + name[Tags.Length..]
        : name switch { Stash => StashWords, Head => HeadWords, AgentGit.Worktree => WorktreeWords, _ => name };

    // True if the host has these files: as the taken work of a run, as its own commit, or as the files of its working tree.
    private bool HasFiles(HostRepository repository, string tree, string runFolder)
    {
        string[] trees = git.Lines(repository.Root, "for-each-ref", "--format=%(tree)", "refs/bottle/*/uncommitted");
        GitResult head = git.Run(repository.Root, null, "rev-parse", "--verify", "--quiet", "HEAD^{tree}");
        return trees.Contains(tree) || Encoding.ASCII.GetString(head.Output).Trim() == tree || OwnerFiles.TreeOf(git, repository, runFolder) == tree;
    }
}

/// <summary>The work that the host does not have.</summary>
/// <param name="Parts">Branches, tags, stashes and files, for people; of an empty folder its files.</param>
/// <param name="Ignored">Files and folders that git ignores, which nothing takes; a folder that was carried along is one of them.</param>
internal sealed record LeftWork(IReadOnlyList<string> Parts, IReadOnlyList<string> Ignored)
{
    /// <summary>What no verb takes, for people: repositories inside, and files of further worktrees.</summary>
    public IReadOnlyList<string> Beyond { get; init; } = [];

    /// <summary>All of it, for people.</summary>
    public string All => string.Join(", ", Parts.Concat(Beyond));

    /// <summary>True if there is what fetch alone takes: tags, stashes, refs of other kinds, and commits of further worktrees.</summary>
    public bool HasMore { get; init; }

    /// <summary>True if there are files that are not committed.</summary>
    public bool HasFiles { get; init; }

    /// <summary>The branch whose commits can be merged; empty for the one that it is on, null for none.</summary>
    public string? Branch { get; init; }
}
