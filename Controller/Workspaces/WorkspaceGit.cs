using System.Globalization;
using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Runs the host's git for a workspace. No settings of the user or the system apply; no hook, file system monitor, helper or remote transport runs; git asks no
/// question. Settings of the repository still apply, so it is never run in one that an agent can write.
/// </summary>
/// <param name="Program">The file of git.</param>
/// <param name="SearchPath">The PATH for git's own programs.</param>
internal sealed record WorkspaceGit(string Program, string SearchPath)
{
    private const long Most = 1 << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly string[] Off =
    [
        "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "core.attributesFile=/dev/null",
        "-c", "core.excludesFile=/dev/null", "-c", "protocol.allow=never", "-c", "submodule.recurse=false", "-c", "fetch.recurseSubmodules=false",
        "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.quotePath=false", "-c", "commit.gpgSign=false", "-c", "log.showSignature=false",
        "-c", "credential.helper=", "-c", "diff.external=", "-c", "core.pager=cat",
    ];

    private const string MergeOptions = ".mergeoptions";

    private static readonly string[] Drivers = ["filter", "merge", "diff"];

    /// <summary>Variables besides those of every call.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings besides those of every call.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>The most bytes that <see cref="Ask"/> and its like take; null for <see cref="Most"/>.</summary>
    public long? MostOutput { get; init; }

    /// <summary>The time after which it is killed; null for <see cref="Patience"/>.</summary>
    public TimeSpan? MostTime { get; init; }

    /// <summary>What a bottle for it has; null to run it on the host. git finds the host's programs there, and nothing else of the host.</summary>
    public IReadOnlyList<Mount>? Mounts { get; init; }

    /// <summary>The same git, which also finds objects in further folders.</summary>
    public WorkspaceGit Borrowing(IReadOnlyList<string> objects) => Using(("GIT_ALTERNATE_OBJECT_DIRECTORIES", string.Join(':', objects)));

    /// <summary>The same git, which writes new objects into another folder and works with another index.</summary>
    public WorkspaceGit Into(string objects, string known, string index) =>
        Using(("GIT_OBJECT_DIRECTORY", objects), ("GIT_ALTERNATE_OBJECT_DIRECTORIES", known), ("GIT_INDEX_FILE", index));

    /// <summary>The same git with further variables.</summary>
    public WorkspaceGit Using(params IReadOnlyList<(string Name, string Value)> variables) => this with
    {
        Variables = new Dictionary<string, string>([.. Variables, .. variables.Select(one => KeyValuePair.Create(one.Name, one.Value))]),
    };

    /// <summary>The same git with further settings, each as <c>name=value</c>.</summary>
    public WorkspaceGit With(IReadOnlyList<string> settings) =>
        this with { Settings = [.. Settings, .. settings.Select(setting => setting.Split('=', 2)).Select(parts => (parts[0], parts[1]))] };

    /// <summary>The same git, which may write so many bytes at most.</summary>
    public WorkspaceGit Bounded(long most) => this with { MostOutput = most };

    /// <summary>The same git in a bottle without network, which has the mounts alone.</summary>
    public WorkspaceGit Apart(params IReadOnlyList<Mount> mounts) => With(["safe.directory=*"]) with { Mounts = mounts };

    /// <summary>
    /// The same git with every filter and merge driver of a repository's settings replaced by git's own treatment: an agent's attributes could ask for one. Nor
    /// do options apply that a branch has for its merges.
    /// </summary>
    /// <exception cref="WorkspaceException">git cannot read the settings, or a name is no UTF-8.</exception>
    public WorkspaceGit WithoutDrivers(string repository)
    {
        string[] names = [.. Texts(repository, "config", "--null", "--name-only", "--list").Distinct().Where(IsOfDriver)];
        return Array.Find(names, name => name.Contains('\uFFFD', StringComparison.Ordinal)) is { } odd
            ? throw new WorkspaceException($"the setting {odd} of {repository} has a name that is no UTF-8")
            : this with { Settings = [.. Settings, .. names.SelectMany(Neutral)] };
    }

    // The name between the dots may be anything, also nothing.
    private static bool IsOfDriver(string name) => name.IndexOf('.', StringComparison.Ordinal) is var first && name.LastIndexOf('.') > first
        && (Drivers.Contains(name[..first]) || (name.StartsWith("branch.", StringComparison.Ordinal) && name.EndsWith(MergeOptions, StringComparison.Ordinal)));

    // A merge driver has to be a command; git merge-file does what git does without one.
    private static IEnumerable<(string Name, string Value)> Neutral(string name) => name[(name.LastIndexOf('.') + 1)..] switch
    {
        "clean" or "smudge" or "process" or "textconv" or "command" or "mergeoptions" => [(name, "")],
        "required" => [(name, "false")],
        "driver" => [(name, "git merge-file --quiet %A %O %B")],
        _ => [],
    };

    /// <summary>The tree without files, in a repository's object format.</summary>
    public string EmptyTree(string repository) => Encoding.ASCII.GetString(Feed(repository, [], "hash-object", "-t", "tree", "--stdin")).Trim();

    /// <summary>Runs git to its end.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="words">The arguments.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="WorkspaceException">It failed; the message is git's own.</exception>
    public byte[] Ask(string folder, params IReadOnlyList<string> words) => Feed(folder, null, words);

    /// <summary>As <see cref="Ask"/>; returns the lines of the output.</summary>
    public string[] Lines(string folder, params IReadOnlyList<string> words) =>
        Encoding.UTF8.GetString(Ask(folder, words)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As <see cref="Ask"/>; returns the texts of the output that end with NUL.</summary>
    public string[] Texts(string folder, params IReadOnlyList<string> words) =>
        Encoding.UTF8.GetString(Ask(folder, words)).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As <see cref="Ask"/>, with bytes for standard input.</summary>
    public byte[] Feed(string folder, byte[]? input, params IReadOnlyList<string> words)
    {
        using SafeFileHandle? text = input is null ? null : Descriptors.Memory("git-input", input);
        return Output(folder, Collect(folder, text, words), words);
    }

    /// <summary>As <see cref="Ask"/>, with a file from its position on for standard input.</summary>
    public void Read(string folder, SafeFileHandle input, params IReadOnlyList<string> words) => _ = Output(folder, Collect(folder, input, words), words);

    /// <summary>Runs git to its end, whatever its exit code. Outside of a bottle it ends its work even if we are killed.</summary>
    public GitResult Run(string folder, byte[]? input, params IReadOnlyList<string> words)
    {
        using SafeFileHandle? text = input is null ? null : Descriptors.Memory("git-input", input);
        return RunOn(folder, text, words);
    }

    private static byte[] Output(string folder, GitResult result, IReadOnlyList<string> words) => result.Code == 0 ? result.Output
        : throw new WorkspaceException($"git {words[0]} in {folder} ended with {result.Code}: {result.Errors}");

    // What git lists of an agent's objects has no end: a tree may hold itself many times over.
    private GitResult Collect(string folder, SafeFileHandle? input, IReadOnlyList<string> words)
    {
        long most = MostOutput ?? Most;
        using MemoryStream output = new();
        CapturedProcess end = CapturedProcess.Run(Request(folder, words), input, output, most, Patience);
        return end.IsLate ? throw Late(folder)
            : end.IsWhole ? new GitResult(end.Code, output.ToArray(), end.Errors)
            : throw new WorkspaceException($"git {words.FirstOrDefault(word => word[0] != '-')} would write more than {most >> 20} MiB");
    }

    private WorkspaceException Late(string folder) => new(MostTime is { } time ? $"git did not end within {time.TotalSeconds:0} s in {folder}"
        : $"git did not end within {Patience.TotalMinutes:0} min in {folder}: does it wait for a pipe there?");

    private GitResult RunOn(string folder, SafeFileHandle? input, IReadOnlyList<string> words)
    {
        using SafeFileHandle output = Descriptors.Memory("git-output", []);
        CapturedProcess end = CapturedProcess.Run(Request(folder, words), input, output, MostTime ?? Patience);
        if (end.IsLate && (Mounts is not null || MostTime is not null))
        {
            throw Late(folder);
        }

        long length = RandomAccess.GetLength(output);
        if (length > Array.MaxLength)
        {
            throw new WorkspaceException($"git {words[0]} in {folder} wrote {length >> 20} MiB, which is too much");
        }

        byte[] text = new byte[length];
        RandomAccess.Read(output, text, 0);
        return new GitResult(end.Code, text, end.Errors);
    }

    private SpawnRequest Request(string folder, IReadOnlyList<string> words)
    {
        if (Mounts is null && !Directory.Exists(folder))
        {
            throw new WorkspaceException($"there is no folder {folder} any more");
        }

        Dictionary<string, string> environment = new(Variables, StringComparer.Ordinal)
        {
            ["PATH"] = SearchPath,
            ["LC_ALL"] = "C.UTF-8",
            ["HOME"] = "/nonexistent",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_ATTR_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_OPTIONAL_LOCKS"] = "0",
            ["GIT_NO_LAZY_FETCH"] = "1",
            ["GIT_EDITOR"] = "true",
            ["GIT_CONFIG_COUNT"] = Settings.Count.ToString(CultureInfo.InvariantCulture),
        };

        // Not as -c NAME=VALUE: a name may have a '=' itself.
        foreach (((string name, string value), int i) in Settings.Select((setting, i) => (setting, i)))
        {
            environment[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{i}")] = name;
            environment[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{i}")] = value;
        }

        return Mounts is not null
            ? ApartBottle.Request(Mounts, environment.Select(one => (one.Key, one.Value)), folder, [Program, .. Off, .. words])
            : new SpawnRequest { Path = Program, Arguments = [.. Off, .. words], Environment = environment, WorkingFolder = folder };
    }
}

/// <summary>The result of a call of git.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Errors">The start of the standard error.</param>
internal sealed record GitResult(int Code, byte[] Output, string Errors);

/// <summary>A workspace could not be made, or its work not be taken back. Nothing of the host's repository was changed.</summary>
internal class WorkspaceException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The work is refused for its names or links (<see cref="TreeJudge"/>); as refs alone it can be taken all the same.</summary>
internal sealed class RefusedWorkException(string message) : WorkspaceException(message);

/// <summary>git ended in the middle of the owner's files, and they are not all as they were.</summary>
internal sealed class ChangedFilesException(string message) : WorkspaceException(message);
