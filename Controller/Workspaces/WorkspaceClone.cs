using System.Text;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Makes a run's own clone of a repository. Its refs, HEAD, stash, index and files are those of the host's working tree at this moment. Its objects are the
/// host's, which the bottle sees read-only. Settings that could run a program or name a login stay behind.
/// </summary>
/// <param name="git">The host's git.</param>
internal sealed class WorkspaceClone(WorkspaceGit git)
{
    /// <summary>The beginning of the refs of work that was taken from runs. They are no part of another run's clone.</summary>
    public const string Runs = "refs/bottle/";

    private const int MostBytes = 1 << 30;
    private const int MostNames = 10_000;
    internal const string Submodule = "160000"; // the mode of its entry in the index
    private const string Branches = "refs/heads/";

    private readonly List<string> _objects = [];

    /// <summary>The host's object folders that the clones borrow from (<see cref="BottleWorkspace.Objects"/>).</summary>
    public IReadOnlyList<string> Objects => _objects;

    // Values that change how git treats files, and none that names a program, a file or a host.
    private static readonly string[] KeptSettings =
    [
        "core.autocrlf", "core.eol", "core.safecrlf", "core.filemode", "core.ignorecase", "core.symlinks", "core.precomposeunicode", "core.sparsecheckout",
        "core.sparsecheckoutcone", "init.defaultbranch", "pull.rebase", "pull.ff", "push.default", "merge.conflictstyle",
        "user.name", "user.email",
    ];

    /// <summary>Makes the clone.</summary>
    /// <param name="repository">The host's repository.</param>
    /// <param name="work">The new folder.</param>
    /// <param name="isClean">True to leave changes that are not committed behind.</param>
    /// <param name="start">The work of another run to begin with; null for the host's.</param>
    /// <exception cref="WorkspaceException">It could not be made; what was made is left for the caller to remove.</exception>
    public void Make(HostRepository repository, string work, bool isClean, StartPoint? start = null)
    {
        Directory.CreateDirectory(work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string format = git.Lines(repository.Root, "rev-parse", "--show-object-format")[0];
        git.Ask(work, "init", "--quiet", "--template=", $"--object-format={format}", ".");
        string own = Path.Combine(work, ".git");
        Directory.CreateDirectory(Path.Combine(own, "info"));
        Directory.CreateDirectory(Path.Combine(own, "hooks")); // installers of hooks expect it
        Directory.CreateDirectory(Path.Combine(own, "objects", "info"));
        CopySettings(repository, work);
        foreach (string name in (string[])["info/exclude", "info/sparse-checkout", "shallow"])
        {
            CopyIfThere(repository.CommonFolder, own, name);
        }

        WorkspaceGit borrowing = git.Borrowing([repository.Objects]);
        CopyRefs(borrowing, repository, work, start);
        if (start is not null && !isClean)
        {
            borrowing.Ask(work, "read-tree", "--reset", "-u", start.Files);
            borrowing.Ask(work, start.Head is null ? ["read-tree", "--empty"] : ["reset", "--quiet", "--mixed"]);
        }
        else if (isClean)
        {
            borrowing.Ask(work, "reset", "--quiet", "--hard");
        }
        else
        {
            CopyIfThere(repository.GitFolder, own, "index");
            foreach (string name in (UntrustedFolder.Names(repository.GitFolder, MostNames, Links.Refuse) ?? []).Where(name =>
                name.StartsWith("sharedindex.", StringComparison.Ordinal)))
            {
                CopyIfThere(repository.GitFolder, own, name);
            }

            new ClonedFiles(git).Copy(repository, work);
        }

        CopySubmodules(borrowing, repository, work, isClean, start);

        // Last, because until now git finds the objects in the host's folders.
        File.WriteAllText(Path.Combine(own, "objects", "info", "alternates"), $"{BottleWorkspace.ObjectsFolder}/{_objects.Count}\n");
        _objects.Add(repository.Objects);
    }

    // Through no link: an agent that shared the folder could have put one in place of a file.
    private static void CopyIfThere(string from, string to, string name)
    {
        string file = Path.Combine(from, name);
        if (FileFacts.TryOf(file, Links.Refuse) is null)
        {
            return;
        }

        if (Paths.Real(file) != file)
        {
            throw new WorkspaceException($"{file} is reached through a link");
        }

        try
        {
            string copy = Path.Combine(to, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            RegularFile.CopyWithTime(file, copy, MostBytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException(fault.Message, fault);
        }
    }

    private void CopySettings(HostRepository repository, string work)
    {
        foreach (string text in git.Texts(repository.Root, "config", "--null", "--local", "--list"))
        {
            string[] parts = text.Split('\n', 2);
            (string name, string value) = (parts[0], parts.Length > 1 ? parts[1] : "true");
            if (Kept(name, value) is { } kept)
            {
                git.Ask(work, "config", "--local", "--add", name, kept);
            }
        }
    }

    // The value to keep; null for none.
    private static string? Kept(string name, string value)
    {
        int first = name.IndexOf('.', StringComparison.Ordinal);
        int last = name.LastIndexOf('.');
        (string section, string key) = (name[..first], name[(last + 1)..]);
        return KeptSettings.Contains(name) || (section == "branch" && key is "remote" or "merge" or "rebase") ? value
            : section == "remote" && key == "fetch" ? value
            : section == "submodule" && key is "active" or "branch" ? value
            : section is "remote" or "submodule" && key is "url" or "pushurl" ? WithoutLogin(value)
            : null;
    }

    /// <summary>A remote's URL without user and password; the user of a path by ssh (<c>git@host:path</c>) is none.</summary>
    public static string WithoutLogin(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return url;
        }

        int begin = scheme + 3;
        int end = url.IndexOf('/', begin) is var slash and >= 0 ? slash : url.Length;
        int at = url.LastIndexOf('@', end - 1, end - begin);
        bool isNameAlone = url.StartsWith("ssh://", StringComparison.Ordinal) && at >= 0 && !url[begin..at].Contains(':', StringComparison.Ordinal);
        return at < 0 || isNameAlone ? url : url[..begin] + url[(at + 1)..];
    }

    private static void CopyRefs(WorkspaceGit git, HostRepository repository, string work, StartPoint? start)
    {
        StringBuilder updates = new();
        List<(string Name, string Target)> links = [];
        foreach (string line in git.Lines(repository.Root, "for-each-ref", "--format=%(objectname) %(refname) %(symref)"))
        {
            string[] parts = line.Split(' ');
            if (parts[1].StartsWith(Runs, StringComparison.Ordinal) || (start is not null && parts[1].StartsWith(Branches, StringComparison.Ordinal)))
            {
                continue; // runs do not meet; and another run's branches take the place of the host's
            }

            if (parts[2].Length > 0)
            {
                links.Add((parts[1], parts[2]));
            }
            else
            {
                updates.Append("create ").Append(parts[1]).Append(' ').Append(parts[0]).Append('\n');
            }
        }

        foreach ((string name, string commit) in start?.Branches ?? new Dictionary<string, string>())
        {
            updates.Append("create ").Append(name).Append(' ').Append(commit).Append('\n');
        }

        git.Feed(work, Encoding.UTF8.GetBytes(updates.ToString()), "update-ref", "--no-deref", "--stdin");
        foreach ((string name, string target) in links)
        {
            git.Ask(work, "symbolic-ref", name, target);
        }

        GitResult named = git.Run(repository.Root, null, "symbolic-ref", "--quiet", "HEAD");
        string? branch = named.Code == 0 ? Encoding.UTF8.GetString(named.Output).Trim() : null;
        if ((start is null ? branch : start.Branch) is { } head)
        {
            git.Ask(work, "symbolic-ref", "HEAD", head);
        }
        else
        {
            git.Ask(work, "update-ref", "--no-deref", "HEAD", start?.Head ?? git.Lines(repository.Root, "rev-parse", "HEAD")[0]);
        }

        CopyIfThere(repository.CommonFolder, Path.Combine(work, ".git"), "logs/refs/stash");
    }

    private void CopySubmodules(WorkspaceGit borrowing, HostRepository repository, string work, bool isClean, StartPoint? start)
    {
        foreach (string entry in git.Texts(repository.Root, "ls-files", "-z", "--stage").Where(entry => entry.StartsWith(Submodule, StringComparison.Ordinal)))
        {
            string name = ClonedFiles.Required(repository, entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
            if (Paths.Real(Path.Combine(work, name)) != Path.Combine(Paths.Real(work), name))
            {
                continue; // a link of the clone's files is in its place or above it
            }

            if (start is not null && borrowing.Texts(work, "ls-tree", "-z", (isClean ? start.Head : null) ?? start.Files, "--", name) is var there
                && !(there is [var one] && one.StartsWith(Submodule, StringComparison.Ordinal)))
            {
                continue; // the other run has something else in its place
            }

            if (repository.Submodule(name) is { } inner)
            {
                inner.RequireNoPipe();
                Make(inner, Path.Combine(work, name), isClean);
            }
            else
            {
                Directory.CreateDirectory(Path.Combine(work, name));
            }
        }
    }
}
