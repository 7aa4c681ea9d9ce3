using BotBottle.Controller.Native;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Runs;

/// <summary>A spool whose proxy has ended (<see cref="SpoolFormat"/>). We hold its lock until it is drained or left for later.</summary>
internal sealed class DeadSpool : IDisposable
{
    private readonly FileStream _file;

    private DeadSpool(FileStream file, SpoolContents contents)
    {
        _file = file;
        Contents = contents;
    }

    /// <summary>Contents of the spool.</summary>
    public SpoolContents Contents { get; }

    /// <summary>Opens the dead spools of a run.</summary>
    /// <param name="spool">The prefix of its spool files.</param>
    /// <param name="alive">Number of spools that living proxies hold.</param>
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
                // Its proxy ended with everything acknowledged and deleted it.
            }
            catch (IOException)
            {
                alive++;
            }
        }

        return dead;
    }

    /// <summary>Reads the spools of living proxies past their locks. A line that is being written counts as damaged.</summary>
    public static IEnumerable<SpoolContents> ReadLiving(string spool)
    {
        foreach (string path in PathsOf(spool))
        {
            // The result is null if its proxy deleted it meanwhile: then no call is in flight there.
            using SafeFileHandle? file = UnlockedFile.OpenRead(path);
            if (file is not null)
            {
                yield return ReadAll(file);
            }
        }
    }

    /// <summary>Deletes the file, because its contents are in the ledger.</summary>
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
