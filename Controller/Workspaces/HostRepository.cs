using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// A git repository of the host, as a workspace begins with it. An agent that shared its folder may have made what is in it, so no link in it is followed, and
/// it cannot name a folder elsewhere: the bottle sees the objects.
/// </summary>
/// <param name="Root">The top folder of its working tree, without links.</param>
/// <param name="GitFolder">Its git folder; a linked worktree has one of its own.</param>
/// <param name="CommonFolder">The git folder that its worktrees share.</param>
internal sealed record HostRepository(string Root, string GitFolder, string CommonFolder)
{
    private const int MostLink = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The folder of its objects.</summary>
    public string Objects => Path.Combine(CommonFolder, "objects");

    /// <summary>The mounts of a bottle in which git looks at it.</summary>
    public IReadOnlyList<Mount> Mounts => [new(MountKind.ReadOnly, Root, Root), new(MountKind.ReadOnly, CommonFolder, CommonFolder)];

    /// <summary>True if a folder is in a repository that can be cloned.</summary>
    public static bool Has(string folder)
    {
        try
        {
            return Find(Paths.Real(folder)) is not null;
        }
        catch (WorkspaceException)
        {
            return false;
        }
    }

    /// <summary>Finds the repository of a folder; null if it has none, or a bare one.</summary>
    /// <exception cref="WorkspaceException">It cannot be cloned.</exception>
    public static HostRepository? Find(string folder)
    {
        string? root = folder;
        while (root is not null && !Path.Exists(Path.Combine(root, ".git")))
        {
            root = Path.GetDirectoryName(root);
        }

        return root is null ? null : At(Paths.Real(root), null);
    }

    /// <summary>Finds the repository that a clone was made of.</summary>
    /// <exception cref="WorkspaceException">There is none any more, or it cannot be cloned.</exception>
    public static HostRepository Require(string root) => Find(root)
        ?? throw new WorkspaceException($"{root} is no git repository any more: move the repository back to where it was");

    /// <summary>The repository of a submodule; null if it is not initialized.</summary>
    /// <param name="name">The path of the submodule from the root.</param>
    /// <exception cref="WorkspaceException">It cannot be cloned.</exception>
    public HostRepository? Submodule(string name)
    {
        string root = Path.Combine(Root, name);
        return Paths.Real(root) == root && Path.Exists(Path.Combine(root, ".git")) ? At(root, CommonFolder) : null;
    }

    /// <summary>Refuses it if its git folder has a pipe: git would wait there.</summary>
    /// <exception cref="WorkspaceException">There is one, named here.</exception>
    public void RequireNoPipe()
    {
        using MemoryStream output = new();
        string[] find = ["find", CommonFolder, "-type", "p", "-print", "-quit"];
        CapturedProcess end = ApartBottle.Run(Mounts, [], CommonFolder, find, null, output, MostLink, Patience);
        if (output.Length > 0 || end.IsLate)
        {
            throw new WorkspaceException(
                end.IsLate ? $"{CommonFolder} was not looked through within {Patience.TotalMinutes:0} min"
                    : $"{Encoding.UTF8.GetString(output.ToArray()).Trim()} is a pipe, for which git would wait: remove it");
        }
    }

    private static HostRepository At(string root, string? parent)
    {
        string own = Path.Combine(root, ".git");
        FileKind kind = FileFacts.TryOf(own, Links.Refuse)?.Kind ?? FileKind.Device;
        HostRepository found = kind switch
        {
            FileKind.Folder => new HostRepository(root, own, own),
            FileKind.Regular => Named(root, own, parent),
            _ => throw new WorkspaceException($"{own} is neither a folder nor a file"),
        };
        foreach (string folder in (string[])[found.CommonFolder, found.Objects])
        {
            if (!Directory.Exists(folder) || Paths.Real(folder) != folder)
            {
                throw new WorkspaceException($"{folder} is no folder, or is reached through a link");
            }
        }

        // A run that shares the folder has a file there that names the folder itself.
        string common = Path.Combine(own, "commondir");
        if (kind == FileKind.Folder && (Path.Exists(common) || Paths.IsLink(common)) && RegularFile.TryRead(common, MostLink)?.Trim() != ".")
        {
            throw new WorkspaceException($"{own}/commondir names another repository");
        }

        string alternates = Path.Combine(found.Objects, "info", "alternates");
        return Path.Exists(alternates) || Paths.IsLink(alternates)
            ? throw new WorkspaceException(
                $"it borrows objects from another repository ({alternates}). Make it whole with 'git repack -a -d' and remove that file, or use "
                    + "--workspace share")
            : found;
    }

    // A linked worktree, whose folder in the main repository names this file too; or a submodule in its parent's folder.
    private static HostRepository Named(string root, string file, string? parent)
    {
        string own = Folders.GitFolder.Named(file) ?? throw new WorkspaceException($"{file} names no git folder");
        string common = Path.GetDirectoryName(Path.GetDirectoryName(own)) ?? "/";
        return parent is not null && Paths.Holds(Path.Combine(parent, "modules"), own) ? new HostRepository(root, own, own)
            : Path.GetFileName(Path.GetDirectoryName(own)) == "worktrees" && RegularFile.TryRead(Path.Combine(own, "gitdir"), MostLink) is { } back
                && Paths.Real(Path.Combine(own, back.Trim())) == file ? new HostRepository(root, own, common)
            : throw new WorkspaceException($"{file} names {own}, which does not name it");
    }
}
