using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Workspaces;

/// <summary>An agent's work as commits of the host's repository, below <c>refs/bottle/RUN</c>.</summary>
/// <param name="Refs">The refs with their commits.</param>
/// <param name="Obeyed">Changed files that programs of the host obey, with the reason of each; in the order of their names.</param>
/// <param name="Left">What git said on files that it could not take; empty for nothing.</param>
internal sealed record TakenWork(IReadOnlyDictionary<string, string> Refs, IReadOnlyList<ObeyedFile> Obeyed, string Left)
{
    /// <summary>The refs with files that are refused; they are not among <see cref="Refs"/>, unless they were taken all the same.</summary>
    public IReadOnlyList<RefusedRef> Refused { get; init; } = [];

    /// <summary>The refused refs by reason, for people; empty for none.</summary>
    public string Refusals => string.Join("; ", Refused.OrderBy(one => one.Name, StringComparer.Ordinal).GroupBy(one => one.Why)
        .Select(same => $"{ReturnedWork.Some([.. same.Select(one => one.Name)])}: {same.Key}"));

    /// <summary>Refs of an earlier time that made room for others, with their new names.</summary>
    public IReadOnlyList<(string Name, string Moved)> Moved { get; init; } = [];
}

/// <summary>A ref with files that are refused (<see cref="TreeJudge"/>).</summary>
/// <param name="Name">Its name below that of the run: <c>heads/main</c>, <c>HEAD</c>, <c>uncommitted</c>.</param>
/// <param name="Why">The reasons.</param>
internal sealed record RefusedRef(string Name, string Why);

/// <summary>A changed file that programs of the host obey.</summary>
/// <param name="Path">Its path, as the agent named it.</param>
/// <param name="Why">Which program obeys it, and when.</param>
internal sealed record ObeyedFile(string Path, string Why);

/// <summary>
/// Takes an agent's work into the host's repository: as a pack that git checks (fsck), by the host's git with every hook, helper and filter off. It first goes
/// into a repository of its own, where its names are judged; the host's gets the refs of which nothing is refused.
/// </summary>
/// <param name="git">The host's git.</param>
internal sealed class WorkTaker(WorkspaceGit git)
{
    private const long MostBytes = 8L << 30;
    private const long MostLook = 256 << 20; // of a look that is repeated
    private const long MostLookDiff = 32 << 20;
    private const long MostDiff = 256 << 20;
    private const int MostHeader = 16 << 20;
    private const int MostRefs = 1000; // each is judged
    private const int MostOrigins = 10;
    private const string TakenAs = "taken-as"; // in the run's folder
    private const string Head = "HEAD";
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";

    private static readonly string[] Checks =
        ["fetch.fsckObjects=true", "transfer.fsckObjects=true", "receive.fsckObjects=true", "protocol.file.allow=always", "fetch.writeCommitGraph=false"];

    private readonly WorkspaceGit _git = git.With(Checks);

    /// <summary>Takes the work.</summary>
    /// <param name="kept">The run's workspace.</param>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="run">The run's name, for the refs.</param>
    /// <param name="evenRefused">True to take it whatever its names and links: refs alone write no file.</param>
    /// <exception cref="WorkspaceException">All of the work is refused; the host's repository is unchanged.</exception>
    public TakenWork Take(KeptWorkspace kept, string runFolder, string run, bool evenRefused = false)
    {
        string prefix = PrefixOf(run);
        return Judged(kept, runFolder, MostBytes, (repository, apart, judged) =>
        {
            TakenWork work = evenRefused ? judged : WithoutRefused(apart, judged);
            (string, string)[] moved = MakeRoom(
                apart, repository, prefix, work.Refs.ToDictionary(one => NameOf(one.Key, prefix), one => one.Value));
            _git.Ask(
                repository.Root,
                [.. Fetch, apart, $"+refs/work/{Branches}*:{prefix}heads/*", $"+refs/work/{Tags}*:{prefix}tags/*", $"+refs/work/{AgentGit.Own}*:{prefix}*",
                    .. work.Refs.ContainsKey(Head) ? [$"+refs/work/{Head}:{prefix}{Head}"] : Array.Empty<string>()]);
            File.WriteAllText(Path.Combine(runFolder, TakenAs), run);
            return work with { Refs = work.Refs.ToDictionary(one => NameOf(one.Key, prefix), one => one.Value), Moved = moved };
        });
    }

    /// <summary>Compares the files with those of the run's beginning, and leaves the host's repository as it is.</summary>
    /// <param name="kept">The run's workspace.</param>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="isRepeated">True for a look of many, which may be less costly than a single one.</param>
    /// <param name="options">Options of git diff.</param>
    /// <returns>The work, and the output of git diff.</returns>
    /// <exception cref="WorkspaceException">git refuses the work, or it is too large.</exception>
    public (TakenWork Work, byte[] Text) Look(KeptWorkspace kept, string runFolder, bool isRepeated, params IReadOnlyList<string> options) =>
        Judged(kept, runFolder, isRepeated ? MostLook : MostBytes, (_, apart, work) => (work, _git.Bounded(
            isRepeated ? MostLookDiff : MostDiff).Ask(
            apart,
            ["diff", "--no-ext-diff", "--no-textconv", "--no-color", "--find-renames", .. options, kept.Begun ?? _git.EmptyTree(apart),
                $"refs/work/{AgentGit.Uncommitted}", "--"])));

    private T Judged<T>(KeptWorkspace kept, string runFolder, long most, Func<HostRepository, string, TakenWork, T> use)
    {
        using WorkLock held = WorkLock.Wait(runFolder);
        string take = Path.Combine(Paths.Real(runFolder), "take");
        Remove(take); // of a call that was ended
        Directory.CreateDirectory(take, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            HostRepository repository = HostRepository.Require(kept.Root);
            string bundle = Path.Combine(take, "work.bundle");
            string left = AgentGit.Pack(kept.In(runFolder), kept.Tips, bundle, most);
            string apart = Path.Combine(take, "repository");
            return use(repository, apart, Judge(repository, kept, runFolder, bundle, apart) with { Left = left });
        }
        finally
        {
            Remove(take);
        }
    }

    // A branch is a file here, and its name may be no UTF-8.
    private static void Remove(string take)
    {
        if (OperatingSystem.IsLinux() && FolderRemoval.Remove(take).Problem is { } problem)
        {
            throw new WorkspaceException($"{take} cannot be removed: {problem}");
        }
    }

    // One branch with a link that leads out keeps none of the others from the host.
    private TakenWork WithoutRefused(string apart, TakenWork work)
    {
        if (work.Refused.Count == 0)
        {
            return work;
        }

        HashSet<string> refused = [.. work.Refused.Select(one => one.Name)];
        Dictionary<string, string> refs = work.Refs.Where(one => !refused.Contains(NameOf(one.Key, ""))).ToDictionary();
        if (refs.Keys.All(name => name == AgentGit.Start))
        {
            throw new RefusedWorkException($"the agent's work is refused: {string.Join("; ", work.Refused.Select(one => one.Why).Distinct())}");
        }

        string gone = string.Concat(work.Refs.Keys.Except(refs.Keys).Select(name => $"delete refs/work/{name}\n"));
        _git.Feed(apart, Encoding.UTF8.GetBytes(gone), "update-ref", "--no-deref", "--stdin");
        return work with { Refs = refs };
    }

    private static readonly string[] Fetch =
        ["fetch", "--quiet", "--force", "--no-tags", "--no-prune", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance"];

    /// <summary>The name under which a run's work was taken; null if it was not.</summary>
    public static string? NameTaken(string runFolder) => Path.Combine(runFolder, TakenAs) is var file && File.Exists(file) ? File.ReadAllText(file) : null;

    /// <summary>The beginning of the refs of a run's work.</summary>
    public static string PrefixOf(string run) => $"refs/bottle/{run}/";

    // What was taken before stays when the agent has removed it, as earlier/COMMIT where another commit or a folder of refs takes its place.
    private (string Name, string Moved)[] MakeRoom(string apart, HostRepository repository, string prefix, Dictionary<string, string> coming)
    {
        HashSet<string> folders = [.. coming.Keys.SelectMany(ReturnedWork.Above)];
        (string Name, string Commit)[] before = [.. _git.Lines(repository.Root, "for-each-ref", "--format=%(refname) %(objectname)", prefix)
            .Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1]))];
        ILookup<bool, (string Name, string Moved)> moved = before
            .Where(one => coming.TryGetValue(one.Name, out string? now) ? IsReplaced(apart, one.Name[prefix.Length..], one.Commit, now)
                : folders.Contains(one.Name) || ReturnedWork.Above(one.Name).Any(coming.ContainsKey))
            .Select(one => (one.Name, $"{prefix}earlier/{one.Commit}")).ToLookup(one => coming.ContainsKey(one.Name));
        (string Name, string Moved)[] all = [.. moved[false], .. moved[true]];
        if (all.Length > 0)
        {
            string[] lines = [.. moved[false].Select(one => $"delete {one.Name}\n"),
                .. all.Select(one => one.Moved).Distinct().Select(name => $"update {name} {name[(name.LastIndexOf('/') + 1)..]}\n")];
            _git.Feed(repository.Root, Encoding.UTF8.GetBytes(string.Concat(lines)), "update-ref", "--no-deref", "--stdin");
        }

        return [.. all.DistinctBy(one => one.Moved)];
    }

    // The files that are not committed are others each time.
    private bool IsReplaced(string apart, string name, string before, string now) => before != now && name is not ("uncommitted" or "start")
        && _git.Run(apart, null, "merge-base", "--is-ancestor", before, now).Code != 0;

    private static bool IsListed(string name) => name.StartsWith(Branches, StringComparison.Ordinal) || name.StartsWith(Tags, StringComparison.Ordinal);

    private static bool IsOwn(string name) => name == AgentGit.Uncommitted
        || Array.Exists([AgentGit.Stashes, AgentGit.Worktrees, AgentGit.Others], prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static string NameOf(string name, string prefix) =>
        prefix + (name == Head ? Head : name.StartsWith(AgentGit.Own, StringComparison.Ordinal) ? name[AgentGit.Own.Length..] : name["refs/".Length..]);

    private TakenWork Judge(HostRepository repository, KeptWorkspace kept, string runFolder, string bundle, string apart)
    {
        string format = _git.Lines(repository.Root, "rev-parse", "--show-object-format")[0];
        _git.Ask("/", "init", "--quiet", "--bare", "--template=", $"--object-format={format}", apart);
        string begun = StartFiles.FolderIn(runFolder);
        File.WriteAllText(
            Path.Combine(apart, "objects", "info", "alternates"), $"{repository.Objects}\n{(Directory.Exists(begun) ? begun + "\n" : "")}");
        Unpack(bundle, apart);
        Dictionary<string, string> refs = [];
        foreach (string line in _git.Lines(apart, "for-each-ref", "--format=%(refname) %(objectname)", "refs/work"))
        {
            string[] parts = line.Split(' ');
            refs[parts[0]["refs/work/".Length..]] = parts[1];
        }

        TreeJudge judge = new(_git, apart, kept.Root, kept.Owners);
        ILookup<string, string> stashes = StashParts(apart, [.. refs.Where(IsStash).Select(one => one.Value)]);
        RefusedRef[] refused = [.. refs.Select(one => new RefusedRef(NameOf(one.Key, ""), Why(one))).Where(one => one.Why.Length > 0)];
        if (kept.Files is { } files)
        {
            // The owner's, who finds in it what apply or merge replaced.
            _git.Ask(apart, "update-ref", $"refs/work/{AgentGit.Start}", files);
            refs[AgentGit.Start] = files;
        }

        return new TakenWork(refs, judge.Obeyed, "") { Refused = refused };

        string Why(KeyValuePair<string, string> one) => string.Join("; ", stashes[IsStash(one) ? one.Value : ""].Prepend(one.Value)
            .Select(WhyNot).Where(why => why.Length > 0).Distinct());

        // It may have begun on another of the owner's branches.
        string WhyNot(string commit) => judge.Judge(commit) is { Length: > 0 } why && Origins(apart, kept, commit) is { Length: > 0 } origins
            ? new TreeJudge(_git, apart, kept.Root, [.. kept.Owners, .. origins]).Judge(commit) : judge.Judge(commit);
    }

    // The owner's commits on which the new ones of a history stand.
    private string[] Origins(string apart, KeptWorkspace kept, string commit) =>
        [.. Encoding.ASCII.GetString(_git.Feed(
            apart, Encoding.ASCII.GetBytes(string.Concat(kept.Tips.Select(tip => $"^{tip}\n").Prepend($"{commit}\n"))),
            "rev-list", "--boundary", "--ignore-missing", "--stdin")).Split('\n').Where(line => line.StartsWith('-')).Select(line => line[1..])
            .Take(MostOrigins)];

    // The index and the untracked files are commits of their own, which git stash apply writes too (git-stash(1)).
    private ILookup<string, string> StashParts(string apart, string[] stashes) =>
        (stashes.Length == 0 ? [] : _git.Lines(apart, ["rev-list", "--no-walk", "--parents", .. stashes])).Select(line => line.Split(' '))
            .SelectMany(commits => commits is { Length: > 1 and <= 4 } ? commits[2..].Select(part => (Stash: commits[0], Part: part))
                : throw new WorkspaceException("the agent's work has a stash that git would not make")).ToLookup(one => one.Stash, one => one.Part);

    private static bool IsStash(KeyValuePair<string, string> one) => one.Key.StartsWith(AgentGit.Stashes, StringComparison.Ordinal);

    // A fetch from a bundle checks no object (git 2.39), so its pack is indexed here: the header ends at the first empty line (gitformat-bundle(5)).
    private void Unpack(string bundle, string apart)
    {
        StringBuilder updates = new();
        using FileStream file = new(bundle, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        long at = 0;
        int count = 0;
        foreach (string line in HeaderOf(file.SafeFileHandle))
        {
            at += line.Length + 1;
            if (line.Length > 0 && line[0] is not ('#' or '@' or '-'))
            {
                string[] parts = line.Split(' ');
                if (parts is not [_, var name] || !(name == Head || IsListed(name) || IsOwn(name)))
                {
                    throw new WorkspaceException("the agent's work has a ref of an unknown kind: its settings changed what git packs");
                }

                if (++count > MostRefs)
                {
                    throw new WorkspaceException($"the agent's work has more than {MostRefs} new branches, tags and other refs");
                }

                updates.Append("create refs/work/").Append(parts[1]).Append(' ').Append(parts[0]).Append('\n');
            }
        }

        file.Position = at;
        _git.Read(apart, file.SafeFileHandle, "index-pack", "--strict", "--fix-thin", "--stdin");
        _git.Feed(apart, Encoding.Latin1.GetBytes(updates.ToString()), "update-ref", "--no-deref", "--stdin");
    }

    private static string[] HeaderOf(SafeFileHandle file)
    {
        byte[] bytes = new byte[MostHeader];
        int count = RandomAccess.Read(file, bytes, 0);
        int end = bytes.AsSpan(0, count).IndexOf("\n\n"u8);
        return end < 0 ? throw new WorkspaceException("the agent's work has too many branches, or git packed it in an unknown way")
            : Encoding.Latin1.GetString(bytes, 0, end + 1).Split('\n'); // a character for each byte: names may be no UTF-8
    }
}
