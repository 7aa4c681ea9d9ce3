using BotBottle.Core.Control;

namespace BotBottle.Controller.Service;

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
                dead.Add(new DeadSpool(file, ReadAll(file)));
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

    /// <summary>What the spools of living proxies say, read without holding them: a line that is being written counts as damaged.</summary>
    public static IEnumerable<SpoolContents> ReadLiving(string spool)
    {
        foreach (string path in PathsOf(spool))
        {
            SpoolContents? contents = null;
            try
            {
                using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                contents = ReadAll(file);
            }
            catch (FileNotFoundException)
            {
                // Taken away in between: nothing is in flight there.
            }

            if (contents is not null)
            {
                yield return contents;
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

    private static SpoolContents ReadAll(FileStream file)
    {
        byte[] bytes = new byte[Math.Min(file.Length, SpoolFormat.Length)];
        file.ReadExactly(bytes);
        return SpoolFormat.Read(bytes);
    }
}
