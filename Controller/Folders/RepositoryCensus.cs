using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The repositories below a shared folder, with the files of each that the host's git obeys: its config, hooks and the files that lead to others. No mask can
/// prevent an agent from creating a repository in a subfolder, and cloning one is normal work. git obeys it as soon as a user works there, or at once if the
/// outer index names it (measured: <c>git status</c> runs its core.fsmonitor). So new and changed ones are reported after the agent's run.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class RepositoryCensus
{
    private const int MostEntries = 200_000;
    private const int MostBytes = 1024 * 1024; // of one such file; a longer one counts as changed if its length changes
    private const long MostRead = 256L << 20; // of all such files: a sparse one costs an agent nothing
    private const int MostTold = 8;
    private const int LongestLink = 4096; // of a .git that is a file

    private static readonly string[] Data = ["objects", "refs", "logs", "lfs"];
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true, RecurseSubdirectories = false };

    private readonly Dictionary<string, string> _repositories = [];
    private readonly HashSet<string> _worktrees = [];
    private readonly string _folder;
    private readonly bool _complete;
    private int _left = MostEntries;
    private long _read;

    private RepositoryCensus(string folder, ShareWalk walk)
    {
        _folder = folder;
        _complete = walk.Complete;
        foreach (var (place, git, kind) in walk.Repositories)
        {
            if (git != place && IsWorktreeOfBottle(git, kind))
            {
                _worktrees.Add(place);
            }
            else if (git == place || place != folder || IsRepositoryFolder(git, kind))
            {
                Add(git != place && place == folder ? Top : place, git);
            }
        }
    }

    /// <summary>Describes the repositories of a walk.</summary>
    /// <param name="folder">A shared folder, without links.</param>
    /// <param name="walk">The walk through it.</param>
    public static RepositoryCensus Take(string folder, ShareWalk walk) => new(folder, walk);

    /// <summary>Gets the differences from an earlier look, as sentences for the operator.</summary>
    /// <param name="earlier">The look before the agent ran.</param>
    /// <param name="guarded">True if <see cref="GitFolder"/> guarded a repository at the folder's top from the start, so that it is not reported here.</param>
    public IEnumerable<string> Since(RepositoryCensus earlier, bool guarded)
    {
        string[] changed =
        [
            .. _repositories
                .Where(found => earlier._repositories.GetValueOrDefault(found.Key) != found.Value
                    && (found.Key != Top || !guarded || !earlier._repositories.ContainsKey(Top)))
                .Select(found => found.Key)
                .Order(StringComparer.Ordinal),
        ];
        foreach (var path in changed.Take(MostTold))
        {
            var place = path == Top ? _folder : path;
            yield return $"{place} is a git repository that {(earlier._repositories.ContainsKey(path) ? "changed its settings" : "came")} while the agent ran: "
                + $"git on this host obeys its config and hooks, 'git status' in {_folder} perhaps too. Read them first, take a clean copy (git clone "
                + $"--no-local {place} NEW), or remove it.";
        }

        foreach (var path in _worktrees.Except(earlier._worktrees).Order(StringComparer.Ordinal).Take(MostTold))
        {
            yield return $"{path} is a worktree that the agent made. What it committed there is in the repository ('git branch'); git on this host does not "
                + "know the folder: "
                + $"rm -r {path} when you have what you want of it.";
        }

        if (changed.Length > MostTold)
        {
            yield return $"{changed.Length - MostTold} more repositories in {_folder} came or changed. To have git leave them alone: git config --global "
                + "safe.bareRepository explicit, and no git in folders that an agent made.";
        }

        if (!_complete || _left <= 0)
        {
            yield return $"{_folder} holds more than {ShareWalk.MostEntries} files and folders, or more in git folders than is read: it was not searched to "
                + "its end for repositories that the agent left.";
        }
    }

    private string Top => Path.Combine(_folder, ".git");

    /// <summary>At a folder's top an empty .git is not a repository, and <see cref="GitFolder"/> does not guard it.</summary>
    private static bool IsRepositoryFolder(string git, FileKind kind) => kind != FileKind.Folder || Entries(new DirectoryInfo(git)).Any();

    /// <summary>
    /// True for a worktree of the repository at the top that only a bottle knew (<see cref="WorktreeFolder"/>): git on the host finds no repository behind it.
    /// </summary>
    private bool IsWorktreeOfBottle(string git, FileKind kind)
    {
        const string Prefix = "gitdir: ";
        return kind == FileKind.Regular && RegularFile.TryRead(git, LongestLink) is { } text && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[Prefix.Length..].TrimEnd('\n') is var target && Path.GetDirectoryName(target) == Path.Combine(Top, "worktrees") && !Path.Exists(target);
    }

    private void Add(string repository, string git)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Describe(git, hash);
        _repositories[repository] = Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Adds the content of a repository's own folder without its data: names, links and contents.</summary>
    private void Describe(string git, IncrementalHash hash)
    {
        var open = new Queue<FileSystemInfo>([Directory.Exists(git) ? new DirectoryInfo(git) : new FileInfo(git)]);
        while (open.TryDequeue(out var entry) && --_left > 0)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{entry.FullName}\0{entry.LinkTarget}\0"));
            if (entry is DirectoryInfo { LinkTarget: null } folder)
            {
                foreach (var inner in Entries(folder).Where(inner => Steers(inner, git)).OrderBy(inner => inner.Name, StringComparer.Ordinal))
                {
                    open.Enqueue(inner);
                }
            }
            else if (entry is FileInfo { LinkTarget: null } file)
            {
                Append(file.FullName, hash);
            }
        }
    }

    /// <summary>
    /// True for hooks, and at any depth (modules, worktrees) for files that contain or lead to a config; false for files that each commit changes.
    /// </summary>
    private static bool Steers(FileSystemInfo entry, string git) => entry is FileInfo file
        ? file.Name.StartsWith("config", StringComparison.Ordinal) || file.Name is "commondir" or "gitdir"
            || file.DirectoryName!.Contains("/hooks", StringComparison.Ordinal)
        : !Data.Contains(entry.Name) || entry is not DirectoryInfo { Parent: { } parent } || parent.FullName != git;

    private static IEnumerable<FileSystemInfo> Entries(DirectoryInfo folder)
    {
        try
        {
            return [.. folder.EnumerateFileSystemInfos("*", Everything).Take(MostEntries)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // removed meanwhile, or deeper than a path can reach: git cannot reach it either
        }
    }

    private void Append(string file, IncrementalHash hash)
    {
        try
        {
            byte[] text = RegularFile.Read(file, MostBytes, Links.Refuse);
            hash.AppendData(text);
            _left = (_read += text.Length) > MostRead ? 0 : _left;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The kind is used in place of the content: a pipe, or a file that is too long, with its length.
            hash.AppendData(Encoding.UTF8.GetBytes($"{error.GetType().Name} {FileFacts.TryOf(file, Links.Refuse)?.ToString()}"));
        }
    }
}
