using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// The files of <c>--carry</c>. They are looked at here, and copied by cp in a bottle that has the repository alone: an agent that shared the folder could have
/// made them, and may change them meanwhile.
/// </summary>
/// <param name="git">The host's git.</param>
/// <param name="repository">The host's repository.</param>
[SupportedOSPlatform("linux")]
internal sealed class CarriedFiles(WorkspaceGit git, HostRepository repository)
{
    private const int MostLevels = 200;
    private const int MostEntries = 5_000_000;
    private const int MostNamed = 3;

    private readonly List<string> _outside = [];
    private int _seen;

    /// <summary>Links that lead out of the repository to what no bottle has, with their targets; they are copied as links.</summary>
    public IReadOnlyList<string> Outside => _outside;

    /// <summary>Finds the paths to copy.</summary>
    /// <param name="wanted">What is wanted.</param>
    /// <returns>Paths from the repository's top.</returns>
    /// <exception cref="WorkspaceException">A path is outside of the repository, tracked, missing, or holds what is no file.</exception>
    public IReadOnlyList<string> Find(IEnumerable<CarriedPath> wanted)
    {
        List<string> found = [];
        foreach (CarriedPath path in wanted)
        {
            string full = FullPath(path);
            string name = full[(repository.Root.Length + 1)..];
            if (found.Contains(name))
            {
                continue;
            }

            if (FileFacts.TryOf(full, Links.Refuse) is not { } facts)
            {
                if (!path.IsOptional)
                {
                    throw new WorkspaceException($"{path.Origin}: there is no {full}");
                }

                continue;
            }

            if (git.Texts(repository.Root, "--literal-pathspecs", "ls-files", "-z", "--cached", "--", name) is [var tracked, ..])
            {
                string what = tracked == name ? $"{full} is tracked" : $"{full} holds the tracked {TerminalText.Clean(tracked)}";
                throw new WorkspaceException($"{path.Origin}: {what}, so it is in the clone anyway. Name what git ignores");
            }

            Require(facts.Kind, path, name);
            if (facts.Kind == FileKind.Folder)
            {
                Walk(path, full, name);
            }
            else if (facts.Kind == FileKind.Link)
            {
                NoteLink(name, new FileInfo(full).LinkTarget ?? "");
            }

            found.Add(name);
        }

        return found;
    }

    /// <summary>The sentence on links that lead out; null for none.</summary>
    public string? Notice() => _outside.Count == 0 ? null
        : $"links that lead out of the repository are carried as links, and the bottle may lack their targets: {string.Join(", ", _outside.Take(MostNamed))}"
            + (_outside.Count > MostNamed ? $" and {_outside.Count - MostNamed} more" : "");

    // Through the links that its folder is reached by, not one at its end.
    private string FullPath(CarriedPath path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path.Path, repository.Root));
        string real = full == "/" ? full : Path.Combine(Paths.Real(Path.GetDirectoryName(full)!), Path.GetFileName(full));
        if (real == repository.Root || !Paths.Holds(repository.Root, real))
        {
            throw new WorkspaceException($"{path.Origin}: {real} is not in the repository {repository.Root}");
        }

        return real[(repository.Root.Length + 1)..].Split('/').Contains(".git", StringComparer.OrdinalIgnoreCase)
            ? throw new WorkspaceException($"{path.Origin}: {real} belongs to git: a clone has a .git of its own")
            : real;
    }

    private void Walk(CarriedPath path, string full, string name)
    {
        using OpenFolder top = OpenFolder.TryOpen(full) ?? throw new WorkspaceException($"{path.Origin}: {full} cannot be read");
        Stack<(OpenFolder Folder, string Name, Stack<FolderEntry> Inner)> open = new();
        open.Push((top, name, See(path, top, name)));
        try
        {
            while (open.TryPeek(out var level))
            {
                if (!level.Inner.TryPop(out FolderEntry entry))
                {
                    open.Pop().Folder.Dispose();
                    continue;
                }

                string inner = $"{level.Name}/{TerminalText.Clean(entry.Name)}";
                if (open.Count == MostLevels)
                {
                    throw new WorkspaceException($"{path.Origin}: {name} is nested deeper than {MostLevels} folders");
                }

                OpenFolder folder = level.Folder.TryOpen(entry, out _) ?? throw new WorkspaceException($"{path.Origin}: {inner} cannot be read");
                open.Push((folder, inner, See(path, folder, inner)));
            }
        }
        finally
        {
            foreach (var level in open)
            {
                level.Folder.Dispose();
            }
        }
    }

    // The folders in a folder.
    private Stack<FolderEntry> See(CarriedPath path, OpenFolder folder, string name)
    {
        Stack<FolderEntry> inner = new();
        foreach (FolderEntry entry in folder.List(MostEntries - _seen))
        {
            if (++_seen == MostEntries)
            {
                throw new WorkspaceException($"{path.Origin}: there are more than {MostEntries} files");
            }

            string there = $"{name}/{TerminalText.Clean(entry.Name)}";
            Require(entry.Kind, path, there);
            if (entry.Kind == FileKind.Folder)
            {
                inner.Push(entry);
            }
            else if (entry.Kind == FileKind.Link)
            {
                NoteLink(there, folder.TargetOf(entry) ?? "");
            }
        }

        return inner;
    }

    private static void Require(FileKind kind, CarriedPath path, string name)
    {
        if (kind is not (FileKind.Regular or FileKind.Folder or FileKind.Link))
        {
            throw new WorkspaceException($"{path.Origin}: {name} is {RegularFile.NameOf(kind)}, which cannot be copied");
        }
    }

    private void NoteLink(string name, string target)
    {
        string real = Path.GetFullPath(target, Path.GetDirectoryName(Path.Combine(repository.Root, name))!);
        if (target.Length > 0 && !Paths.Holds(repository.Root, real) && !BottleTree.Programs().Any(mount => Paths.Holds(mount.Target, real)))
        {
            _outside.Add($"{name} -> {TerminalText.Clean(target)}");
        }
    }
}
