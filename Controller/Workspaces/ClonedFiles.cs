using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Copies a repository's files into a run's clone. An agent that shared the folder may have made them, the index and settings too, and may change them
/// meanwhile: whatever reads them runs in a bottle that has the repository and the clone alone.
/// </summary>
/// <param name="git">The host's git.</param>
internal sealed class ClonedFiles(WorkspaceGit git)
{
    private const string WorkApart = "/work"; // the clone in the bottle

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Copies files that git ignores into the clone, as they are.</summary>
    /// <param name="repository">The host's repository.</param>
    /// <param name="names">Their paths (<see cref="CarriedFiles"/>).</param>
    /// <param name="work">The clone.</param>
    /// <exception cref="WorkspaceException">One could not be copied.</exception>
    public static void Carry(HostRepository repository, IReadOnlyList<string> names, string work)
    {
        if (names.Count > 0)
        {
            Copy(repository, names.Select(name => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name))), work);
        }
    }

    /// <summary>Copies the files of the index, as they are on the disk, and those that git does not know and does not ignore.</summary>
    /// <param name="repository">The host's repository.</param>
    /// <param name="work">The clone, with the index.</param>
    /// <exception cref="WorkspaceException">They could not be copied, or the index has a name that leads elsewhere.</exception>
    public void Copy(HostRepository repository, string work)
    {
        // Files that the index has as they are come out of the objects, which takes half the time of copies. The rest is copied as it is: links as links,
        // nothing through a filter. Names are bytes.
        WorkspaceGit host = git.WithoutDrivers(repository.Root).With(["core.splitIndex=false"]).Using(("GIT_INDEX_FILE", $"{WorkApart}/.git/index")).Apart(
            [.. repository.Mounts, new(MountKind.ReadWrite, WorkApart, work)]);
        host.Run(repository.Root, null, "update-index", "-q", "--refresh"); // its exit code says that something has changed
        HashSet<string> changed = [.. Names(host.Ask(repository.Root, "diff-files", "-z", "--name-only", "--ignore-submodules=all"))];
        List<string> same = [];
        List<string> own = [.. Names(host.Ask(repository.Root, "ls-files", "-z", "--others", "--exclude-standard")).Where(name => !name.EndsWith('/'))];

        // TAG mode object stage TAB path; H is an entry without a flag by which git would overlook a change
        foreach (string entry in Names(host.Ask(repository.Root, "ls-files", "-z", "-v", "--stage")))
        {
            string name = Required(repository, entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
            if (!entry.AsSpan(2).StartsWith(WorkspaceClone.Submodule))
            {
                (entry[0] == 'H' && !changed.Contains(name) ? same : own).Add(name);
            }
        }

        Copy(repository, own.Distinct().Where(name => IsFile(repository.Root, name)), work);
        Write(repository, same, work);
    }

    /// <summary>Gets a name of the index. git refuses one that leads elsewhere when it is added, and not when it reads an index.</summary>
    /// <exception cref="WorkspaceException">It leads elsewhere, or into a git folder.</exception>
    public static string Required(HostRepository repository, string name) =>
        name.Split('/').Any(part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase))
            ? throw new WorkspaceException($"{repository.GitFolder}/index has an entry {name}, which no git would add: remove that file, then 'git reset'")
            : name;

    private static string[] Names(byte[] output) => Encoding.Latin1.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    // .NET cannot ask for a name that is no UTF-8; git has just listed it.
    private static bool IsFile(string root, string name) =>
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(name)) is var text && (text.Contains('\uFFFD', StringComparison.Ordinal)
            || FileFacts.TryOf(Path.Combine(root, text), Links.Refuse) is { Kind: FileKind.Regular or FileKind.Link });

    // In bottles of their own, in which a link cannot lead to anything but the repository.
    private static void Copy(HostRepository repository, IEnumerable<string> names, string work) => Apart(
        [new(MountKind.ReadOnly, repository.Root, repository.Root)], [], repository.Root, names, work,
        ["xargs", "--null", "--no-run-if-empty", "cp", "--archive", "--no-preserve=ownership", "--reflink=auto", "--parents",
            $"--target-directory={WorkApart}", "--"]);

    private static void Write(HostRepository repository, IEnumerable<string> names, string work) => Apart(
        [new(MountKind.ReadOnly, repository.Objects, repository.Objects)], [("GIT_ALTERNATE_OBJECT_DIRECTORIES", repository.Objects)], WorkApart, names, work,
        ["git", "-c", "safe.directory=*", "-c", "checkout.workers=0", "checkout-index", "-z", "--stdin", "--force", "--index", "--quiet"]);

    private static void Apart(
        IReadOnlyList<Mount> mounts, IReadOnlyList<(string Name, string Value)> variables, string folder, IEnumerable<string> names, string work,
        IReadOnlyList<string> words)
    {
        using SafeFileHandle input = Descriptors.Memory("names", Encoding.Latin1.GetBytes(string.Concat(names.Select(name => name + '\0'))));
        CapturedProcess end = ApartBottle.Run(
            [.. mounts, new(MountKind.ReadWrite, WorkApart, work)], variables, folder, words, input, Stream.Null, long.MaxValue, Patience);
        if (end.Code != 0)
        {
            throw new WorkspaceException($"the repository's files could not be written: {end.Errors}");
        }
    }
}
