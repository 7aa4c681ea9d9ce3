using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>What is mounted inside one shared folder to keep the agent from writing there, gathered in order.</summary>
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

    /// <summary>Folders of the host that are covered by folders of the bottle's own, and those.</summary>
    public IReadOnlyDictionary<string, string> Covered => _covered;

    /// <summary>The git folders whose settings are among what is read-only.</summary>
    public IReadOnlyList<string> GitFolders => _gitFolders;

    /// <summary>
    /// What stands in where a masked path does not exist, by the folder whose users hold it. It is for <see cref="FolderPlaceholders"/>
    /// to look which do not: only it knows, under its lock, what another run is about to take away.
    /// </summary>
    public IEnumerable<IGrouping<string, Placeholder>> Placeholders => _placeholders.GroupBy(entry => entry.Owner, entry => entry.Placeholder);

    /// <summary>Folders outside the shared one that its repository needs; they, too, must be allowed to be shared.</summary>
    public IReadOnlyList<string> AlsoShared => _alsoShared;

    /// <summary>What the caller should be told: something that will not work in this bottle.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Makes a path read-only; where there is nothing, an empty folder.</summary>
    /// <param name="path">What.</param>
    /// <param name="owner">The folder it belongs to.</param>
    /// <remarks>A folder also for names that are files elsewhere: git does not see empty folders, so none is ever committed.</remarks>
    public void MaskFolderOrFile(string path, string owner)
    {
        Mask(path, null, owner);
    }

    /// <summary>Makes a file read-only; where there is nothing, one with this content.</summary>
    public void MaskFile(string path, string content, string owner)
    {
        Mask(path, content, owner);
    }

    /// <summary>Makes a folder a mount of its own, still writable: the agent can neither rename nor remove a mount point.</summary>
    /// <remarks>Once: a second mount would cover the masks that were put below the first.</remarks>
    public void Pin(string path)
    {
        RefuseLink(path);
        if (_steps.Any(step => step.Target == path))
        {
            return;
        }

        _steps.Add(new Mount(MountKind.ReadWrite, path, path));
    }

    /// <summary>Keeps a folder writable in one that is read-only; where there is none, an empty one.</summary>
    public void PinFolder(string path, string owner)
    {
        _placeholders.Add((owner, new Placeholder(path, null)));
        Pin(path);
    }

    /// <summary>Covers a folder of the host by one of the bottle's own, which the agent may write and the host never looks into.</summary>
    /// <param name="path">The host's; where there is nothing, an empty one.</param>
    /// <param name="own">What covers it.</param>
    /// <param name="owner">The folder it belongs to.</param>
    public void Cover(string path, string own, string owner)
    {
        RefuseLink(path);
        _placeholders.Add((owner, new Placeholder(path, null)));
        _steps.Add(new Mount(MountKind.ReadWrite, path, own));
        _covered[path] = own;
    }

    /// <summary>Makes a path somewhere below a folder read-only, and the folders between them impossible to rename.</summary>
    /// <remarks>Where nothing is yet, the topmost missing folder stands for it.</remarks>
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

    /// <summary>Shares a folder outside, writable and pinned.</summary>
    public void ShareAlso(string path)
    {
        Pin(path);
        _alsoShared.Add(path);
    }

    /// <summary>Puts nothing at a path's place: the agent finds a file that is always empty.</summary>
    public void Hide(string path) => _steps.Add(new Mount(MountKind.ReadOnly, path, "/dev/null"));

    /// <summary>Names a git folder whose settings are masked.</summary>
    public void GuardRepository(string git) => _gitFolders.Add(git);

    /// <summary>Tells the caller something.</summary>
    public void Note(string text) => _notes.Add(text);

    private void Mask(string path, string? content, string owner)
    {
        RefuseLink(path);
        _placeholders.Add((owner, new Placeholder(path, content)));
        _steps.Add(new Mount(MountKind.ReadOnly, path, path));
        _masked.Add(path);
    }

    /// <summary>Refuses a link where a mask should lie.</summary>
    /// <exception cref="BottleException">It is one.</exception>
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
