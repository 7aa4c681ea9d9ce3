using System.Runtime.Versioning;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>A whole look at one shared folder.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FolderLook
{
    private readonly ShareWalk _walk;
    private readonly RepositoryCensus _repositories;
    private readonly HostFileLook _obeyed;
    private readonly string _folder;

    private FolderLook(string folder)
    {
        _folder = folder;
        _walk = new ShareWalk(folder);
        _obeyed = new HostFileLook(folder, _walk.Top);
        _repositories = RepositoryCensus.Take(folder, _walk);
        GitFolders = [.. _walk.Repositories.Where(found => found.Kind is FileKind.Folder or FileKind.Link).Select(found => found.Git)];
    }

    /// <summary>Every git folder in it, or link in the place of one.</summary>
    public IReadOnlyList<string> GitFolders { get; }

    /// <summary>Takes the look.</summary>
    /// <param name="folder">The folder, without links.</param>
    public static FolderLook Take(string folder) => new(folder);

    /// <summary>Gets the differences from an earlier look, as sentences for the operator.</summary>
    /// <param name="before">The look before the agent ran.</param>
    /// <param name="shared">All folders that are shared read-write.</param>
    /// <param name="guarded">True if git's settings at their tops were read-only.</param>
    public IEnumerable<string> Since(FolderLook before, IReadOnlyList<string> shared, bool guarded)
    {
        foreach (var sentence in _repositories.Since(before._repositories, guarded))
        {
            yield return sentence;
        }

        foreach (var sentence in _obeyed.Since(before._obeyed, _folder))
        {
            yield return sentence;
        }

        var nested = _walk.Obeyed.Except(before._walk.Obeyed).Order(StringComparer.Ordinal).ToList();
        if (nested.Count > 0)
        {
            yield return $"{FolderTexts.Some(nested)} came while the agent ran: programs of this host obey such files when you work in that folder. Read it "
                + "first.";
        }

        LinkResolver links = new(_walk.Links, shared);
        var leading = _walk.Links.Where(link => before._walk.Links.GetValueOrDefault(link.Key) != link.Value && links.LeadsOut(link.Key))
            .Select(link => $"{link.Key} -> {link.Value}").Order(StringComparer.Ordinal).ToList();
        if (leading.Count > 0)
        {
            yield return $"{(leading.Count == 1 ? "a symbolic link" : $"{leading.Count} symbolic links")} that came while the agent ran "
                + $"lead{(leading.Count == 1 ? "s" : "")} out of the shared folder: {FolderTexts.Some(leading)}. "
                + "Programs of this host write through them: look where they lead before you edit or run what is there."
                + (links.IsExhausted ? " They were too many or too long to follow to their ends: some may stay inside." : "");
        }

        var unread = _walk.Unread.Except(before._walk.Unread).Order(StringComparer.Ordinal).ToList();
        if (unread.Count > 0)
        {
            yield return $"{FolderTexts.Some(unread)} cannot be read, and was not searched for what the agent left.";
        }
    }
}
