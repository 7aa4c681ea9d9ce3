namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Copies of system files: only what everybody may read, however much more we may.</summary>
internal static class PublicCopy
{
    private const int Deepest = 8;

    /// <summary>Copies a file, or a folder with what is in it; links stay links. What is missing or not public is left out.</summary>
    /// <param name="source">On the host.</param>
    /// <param name="target">Does not exist, or is of an earlier copy.</param>
    /// <param name="depth">How deep we are already.</param>
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

        // A device or a pipe has no length; opening one could block for ever.
        if (file.Exists && file.Length > 0 && file.UnixFileMode.HasFlag(UnixFileMode.OtherRead))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target, overwrite: true);
        }
    }
}
