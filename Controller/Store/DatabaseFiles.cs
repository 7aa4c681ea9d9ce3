using BotBottle.Controller.Native;

namespace BotBottle.Controller.Store;

/// <summary>
/// Sees whether the files of an open database are still those that its path names: SQLite goes on with the open ones, and what it writes into a file that
/// was removed or replaced nobody finds again. Three stats, so that each transaction and each admission can afford it (Linux; elsewhere nothing is seen).
/// </summary>
/// <param name="path">The database.</param>
internal sealed class DatabaseFiles(string path)
{
    private const int SmallestPage = 512; // of a SQLite file that holds anything

    private readonly string[] _paths = [path, path + "-wal", path + "-shm"];
    private readonly FileFacts?[] _open = [Of(path), Of(path + "-wal"), Of(path + "-shm")];
    private FileFacts? _written = Of(path);

    /// <summary>What has happened to one of them, as the end of a sentence; null where all are in place.</summary>
    public string? Displaced()
    {
        for (int i = 0; i < _paths.Length; i++)
        {
            FileFacts? now = Of(_paths[i]);
            if (_open[i] is not { } open)
            {
                _open[i] = now; // SQLite makes it when it is needed first
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
    /// Whether the write-ahead log of that name is the open one. Then SQLite may take it away at its end, and must: what is opened there next would have its pages written over it.
    /// </summary>
    public bool IsLogOurs => _open[1] is not { } open || Of(_paths[1]) is not { } now || (now.Device, now.Inode) == (open.Device, open.Inode);

    /// <summary>Whether somebody else has written into the database's main file since <see cref="Written"/>: a checkpoint of the sqlite3 shell, or a copy that was put over it.</summary>
    public bool WrittenByOthers() => _written is { } before && Of(path) is { } now && (before.Length, before.Modified) != (now.Length, now.Modified);

    /// <summary>What has been written so far is known: our own, or looked at.</summary>
    public void Written() => _written = Of(path);

    private static FileFacts? Of(string path) => OperatingSystem.IsLinux() ? FileFacts.TryOf(path, Links.Follow) : null;
}
