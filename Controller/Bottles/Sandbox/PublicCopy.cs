namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Copies system files, but only those that every user may read, even if this process may read more.</summary>
internal static class PublicCopy
{
    private const int Deepest = 8;

    /// <summary>Copies a file, or a folder with its content; links stay links. Missing and non-public files are left out.</summary>
    /// <param name="source">Path on the host.</param>
    /// <param name="target">Path that does not exist, or is from an earlier copy.</param>
    /// <param name="depth">Present depth.</param>
    public static void Copy(string source, string target, int depth = 0)
    {
        var file = new FileInfo(source);
        if (file.LinkTarget is { } link)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Delete(target);
            File.CreateSymbolicLink(target, link);
            return;
        }

        if (Directory.Exists(source))
        {
            if (depth < Deepest && file.UnixFileMode.HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute))
            {
                Directory.CreateDirectory(target);
                foreach (var entry in Directory.EnumerateFileSystemEntries(source))
                {
                    Copy(entry, Path.Combine(target, Path.GetFileName(entry)), depth + 1);
                }
            }

            return;
        }

        // A device or a pipe has no length, and opening one could block for ever.
        if (file.Exists && file.Length > 0 && file.UnixFileMode.HasFlag(UnixFileMode.OtherRead))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target, overwrite: true);
        }
    }
}
