using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>An empty file or folder on the host that a mask needs as its mount point where the path is missing.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Content">Content of a file; null for a folder.</param>
internal sealed record Placeholder(string Path, string? Content)
{
    /// <summary>Creates the placeholder.</summary>
    public void Create()
    {
        if (Content is null)
        {
            UntrustedFolder.Make(Path); // another agent in this folder may put a link on the path at this moment
        }
        else
        {
            UntrustedFolder.MakeFile(Path, System.Text.Encoding.UTF8.GetBytes(Content));
        }
    }

    /// <summary>
    /// Removes the placeholder, unless it is in use: a folder with content, a link or a pipe of this name, and the target of a link on the path are not ours.
    /// </summary>
    public void Remove()
    {
        try
        {
            if (Content is not null)
            {
                if (RegularFile.TryRead(Path, Content.Length) == Content)
                {
                    UntrustedFolder.Remove(Path, folder: false);
                }
            }
            else if (FileFacts.TryOf(Path, Links.Refuse) is { Kind: FileKind.Folder })
            {
                UntrustedFolder.Remove(Path, folder: true); // rmdir(2), which refuses a folder with content
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Filled or removed by the host, made read-only, or reached through a link now: it is the host's.
        }
    }
}
