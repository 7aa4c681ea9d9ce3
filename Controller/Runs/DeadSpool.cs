using BotBottle.Controller.Native;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Runs;

/// <summary>A spool that no living proxy holds (<see cref="SpoolFormat"/>), held by us until it is drained or left for later.</summary>
internal sealed class DeadSpool : IDisposable
{
    private readonly FileStream _file;

    private DeadSpool(FileStream file, SpoolContents contents)
    {
        _file = file;
        Contents = contents;
    }

    /// <summary>What it says.</summary>
    public SpoolContents Contents { get; }

    /// <summary>The dead spools of a run.</summary>
    /// <param name="spool">The prefix of its spool files.</param>
    /// <param name="alive">How many are held by living proxies.</param>
    public static List<DeadSpool> OpenAll(string spool, out int alive)
    {
        List<DeadSpool> dead = [];
        alive = 0;
        foreach (string path in PathsOf(spool))
        {
            try
            {
                FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                dead.Add(new DeadSpool(file, ReadAll(file.SafeFileHandle)));
            }
            catch (FileNotFoundException)
            {
                // Its proxy ended with nothing unacknowledged and took it away.
            }
            catch (IOException)
            {
                alive++;
            }
        }

        return dead;
    }

    /// <summary>What the spools of living proxies say, read past their locks: a line that is being written counts as damaged.</summary>
    public static IEnumerable<SpoolContents> ReadLiving(string spool)
    {
        foreach (string path in PathsOf(spool))
        {
            // Null where its proxy took it away in between: nothing is in flight there.
            using SafeFileHandle? file = UnlockedFile.OpenRead(path);
            if (file is not null)
            {
                yield return ReadAll(file);
            }
        }
    }

    /// <summary>What it says is in the ledger: the file goes.</summary>
    public void Delete()
    {
        File.Delete(_file.Name);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string[] PathsOf(string spool) => Directory.Exists(Path.GetDirectoryName(spool))
        ? Directory.GetFiles(Path.GetDirectoryName(spool)!, SpoolFormat.SearchPattern(spool))
        : [];

    private static SpoolContents ReadAll(SafeFileHandle file)
    {
        byte[] bytes = new byte[SpoolFormat.Length];
        int length = 0;
        for (int read = -1; read != 0 && length < bytes.Length; length += read)
        {
            read = RandomAccess.Read(file, bytes.AsSpan(length), length);
        }

        return SpoolFormat.Read(bytes.AsSpan(0, length));
    }
}
