using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>Something empty that stands on the host where a mask needs a mount point and there is nothing.</summary>
/// <param name="Path">Where.</param>
/// <param name="Content">Of a file; null for a folder.</param>
internal sealed record Placeholder(string Path, string? Content)
{
    /// <summary>Puts it there.</summary>
    public void Create()
    {
        if (Content is null)
        {
            UntrustedFolder.Make(Path); // another agent in this folder may put a link on the way at this moment
        }
        else
        {
            UntrustedFolder.MakeFile(Path, System.Text.Encoding.UTF8.GetBytes(Content));
        }
    }

    /// <summary>Takes it away, unless somebody has put it to use: what is not empty, a link or a pipe of this name, and what a link on the way leads to, is not ours.</summary>
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
                UntrustedFolder.Remove(Path, folder: true); // rmdir(2), which refuses what is filled
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Filled or removed by the host, made read-only, or reached through a link by now: it is the host's.
        }
    }
}
