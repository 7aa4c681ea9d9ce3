using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.Sandbox;

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
            Directory.CreateDirectory(Path);
        }
        else
        {
            using var file = new FileStream(Path, FileMode.CreateNew); // never over, and never through a link
            file.Write(System.Text.Encoding.UTF8.GetBytes(Content));
        }
    }

    /// <summary>Takes it away, unless somebody has put it to use: what is not empty, a link or a pipe of this name, and what a link on the way leads to, is not ours.</summary>
    public void Remove()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        if (Paths.IsLink(Path) || Paths.Real(folder) != folder)
        {
            return;
        }

        try
        {
            if (Content is not null)
            {
                if (RegularFile.TryRead(Path, Content.Length) == Content)
                {
                    File.Delete(Path);
                }
            }
            else if (Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any())
            {
                Directory.Delete(Path); // rmdir(2), which refuses what was filled in between
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Filled or removed by the host in the same moment, or made read-only: it is the host's now.
        }
    }
}
