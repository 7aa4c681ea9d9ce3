using BotBottle.Controller.Native;

namespace BotBottle.Controller.Store;

/// <summary>
/// Checks whether the files of an open database are still those that its path names. SQLite continues with the open files, and data written into a removed or
/// replaced file is lost. A check costs three stats, so each transaction and each admission makes one (Linux; on other systems nothing is detected).
/// </summary>
/// <param name="path">The database.</param>
internal sealed class DatabaseFiles(string path)
{
    private const int SmallestPage = 512; // the least size of a SQLite file that is not empty

    private readonly string[] _paths = [path, path + "-wal", path + "-shm"];
    private readonly FileFacts?[] _open = [Of(path), Of(path + "-wal"), Of(path + "-shm")];
    private FileFacts? _written = Of(path);

    /// <summary>Describes the change of one of the files, as the end of a sentence; null if all are in place.</summary>
    public string? Displaced()
    {
        for (int i = 0; i < _paths.Length; i++)
        {
            FileFacts? now = Of(_paths[i]);
            if (_open[i] is not { } open)
            {
                _open[i] = now; // SQLite creates it at the first use
                continue;
            }

            string which = i == 0 ? "it" : _paths[i];
            if (now is not { } there)
            {
                return $"{which} was removed while it was in use";
            }

            if (there.Kind != FileKind.Regular)
            {
                return $"{RegularFile.NameOf(there.Kind)} was put in the place of {(i == 0 ? "the file" : which)} while it was in use";
            }

            if ((there.Device, there.Inode) != (open.Device, open.Inode))
            {
                return $"another file was put in the place of {(i == 0 ? "the one" : which)} that is in use";
            }

            if (i == 0 && there.Length < SmallestPage)
            {
                return $"it was cut to {there.Length} bytes while it was in use";
            }
        }

        return null;
    }

    /// <summary>
    /// True if the write-ahead log of that name is the open one. Then SQLite may remove it at its end, and must: otherwise its pages would be written over the
    /// next database that is opened there.
    /// </summary>
    public bool IsLogOurs => _open[1] is not { } open || Of(_paths[1]) is not { } now || (now.Device, now.Inode) == (open.Device, open.Inode);

    /// <summary>
    /// True if another program has written into the database's main file since <see cref="Written"/>: a checkpoint of the sqlite3 shell, or a copy over it.
    /// </summary>
    public bool WrittenByOthers() => _written is { } before && Of(path) is { } now && (before.Length, before.Modified) != (now.Length, now.Modified);

    /// <summary>Records the present state of the file as known, because we wrote or checked it.</summary>
    public void Written() => _written = Of(path);

    private static FileFacts? Of(string path) => OperatingSystem.IsLinux() ? FileFacts.TryOf(path, Links.Follow) : null;
}
