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

    /// <summary>Takes it away, unless somebody has put it to use.</summary>
    public void Remove()
    {
        if (Paths.IsLink(Path))
        {
            return;
        }

        if (Content is null)
        {
            if (Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any())
            {
                Directory.Delete(Path);
            }
        }
        else if (File.Exists(Path) && new FileInfo(Path).Length <= Content.Length && File.ReadAllText(Path) == Content)
        {
            File.Delete(Path);
        }
    }
}
