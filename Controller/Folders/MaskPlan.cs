using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>The mounts inside one shared folder that prevent writes of the agent, in order.</summary>
internal sealed class MaskPlan
{
    private readonly List<Mount> _steps = [];
    private readonly List<string> _masked = [];
    private readonly List<(string Owner, Placeholder Placeholder)> _placeholders = [];
    private readonly List<string> _alsoShared = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _gitFolders = [];
    private readonly Dictionary<string, string> _covered = [];

    /// <summary>The mounts.</summary>
    public IReadOnlyList<Mount> Steps => _steps;

    /// <summary>The paths that are read-only in the bottle.</summary>
    public IReadOnlyList<string> Masked => _masked;

    /// <summary>The host's folders that are covered, with the bottle's own folders that cover them.</summary>
    public IReadOnlyDictionary<string, string> Covered => _covered;

    /// <summary>The git folders whose settings are read-only.</summary>
    public IReadOnlyList<string> GitFolders => _gitFolders;

    /// <summary>
    /// The placeholders for masked paths, by the folder whose users hold them. <see cref="FolderPlaceholders"/> decides which paths are missing: only it knows,
    /// under its lock, which ones another run is about to remove.
    /// </summary>
    public IEnumerable<IGrouping<string, Placeholder>> Placeholders => _placeholders.GroupBy(entry => entry.Owner, entry => entry.Placeholder);

    /// <summary>Folders outside the shared one that its repository needs; sharing must be allowed for them, too.</summary>
    public IReadOnlyList<string> AlsoShared => _alsoShared;

    /// <summary>Messages for the caller: features that will not work in this bottle.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Makes a path read-only; if it is missing, an empty folder takes its place.</summary>
    /// <param name="path">The path to mask.</param>
    /// <param name="owner">The folder that it belongs to.</param>
    /// <remarks>A folder also for names that are usually files: git does not see empty folders, so none is ever committed.</remarks>
    public void MaskFolderOrFile(string path, string owner)
    {
        Mask(path, null, owner);
    }

    /// <summary>Makes a file read-only; if it is missing, one with this content takes its place.</summary>
    public void MaskFile(string path, string content, string owner)
    {
        Mask(path, content, owner);
    }

    /// <summary>Makes a folder a mount of its own, still writable: the agent can neither rename nor remove a mount point.</summary>
    /// <remarks>Done once per path: a second mount would cover the masks below the first.</remarks>
    public void Pin(string path)
    {
        RefuseLink(path);
        if (_steps.Any(step => step.Target == path))
        {
            return;
        }

        _steps.Add(new Mount(MountKind.ReadWrite, path, path));
    }

    /// <summary>Keeps a folder writable inside a read-only one; if it is missing, an empty one takes its place.</summary>
    public void PinFolder(string path, string owner)
    {
        _placeholders.Add((owner, new Placeholder(path, null)));
        Pin(path);
    }

    /// <summary>Covers a folder of the host by one of the bottle's own, which the agent may write and the host never reads.</summary>
    /// <param name="path">The host's folder; if it is missing, an empty one takes its place.</param>
    /// <param name="own">The covering folder.</param>
    /// <param name="owner">The folder that it belongs to.</param>
    public void Cover(string path, string own, string owner)
    {
        RefuseLink(path);
        _placeholders.Add((owner, new Placeholder(path, null)));
        _steps.Add(new Mount(MountKind.ReadWrite, path, own));
        _covered[path] = own;
    }

    /// <summary>Makes a path at any depth below a folder read-only, and prevents a rename of the folders between them.</summary>
    /// <remarks>If the path is missing, a placeholder takes the place of the topmost missing folder.</remarks>
    public void MaskBelow(string folder, string path)
    {
        while (Path.GetDirectoryName(path) is { } above && above != folder && !Path.Exists(above))
        {
            path = above;
        }

        if (_masked.Any(masked => Paths.Holds(masked, path)))
        {
            return;
        }

        var parent = folder;
        foreach (var part in Path.GetRelativePath(folder, path).Split('/')[..^1])
        {
            parent = Path.Combine(parent, part);
            Pin(parent);
        }

        MaskFolderOrFile(path, folder);
    }

    /// <summary>Shares an outside folder, writable and pinned.</summary>
    public void ShareAlso(string path)
    {
        Pin(path);
        _alsoShared.Add(path);
    }

    /// <summary>Hides a path: the agent finds a file that is always empty.</summary>
    public void Hide(string path) => _steps.Add(new Mount(MountKind.ReadOnly, path, "/dev/null"));

    /// <summary>Adds a git folder whose settings are masked.</summary>
    public void GuardRepository(string git) => _gitFolders.Add(git);

    /// <summary>Adds a message for the caller.</summary>
    public void Note(string text) => _notes.Add(text);

    private void Mask(string path, string? content, string owner)
    {
        RefuseLink(path);
        _placeholders.Add((owner, new Placeholder(path, content)));
        _steps.Add(new Mount(MountKind.ReadOnly, path, path));
        _masked.Add(path);
    }

    /// <summary>Refuses a link at the place of a mask.</summary>
    /// <exception cref="BottleException">The path is a link.</exception>
    public static void RefuseLink(string path)
    {
        if (Paths.IsLink(path))
        {
            throw new BottleException(
                $"{path} is a symbolic link, and a link cannot be made read-only: an agent could put its own file there, which the host then runs. "
                + "Replace the link by what it points to, or share the folder read-only.");
        }
    }
}
