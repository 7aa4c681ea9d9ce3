using System.Diagnostics;
using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// Sees that every mask of a bottle is in place before its agent runs, and notices when one goes. A mask goes when somebody on the
/// host replaces or removes what it lies on (an editor's or git's rename): the kernel then takes the mount off in the bottle.
/// </summary>
/// <param name="initPid">The bottle's first process, as the host numbers it.</param>
/// <param name="masks">What must be mounted.</param>
/// <param name="rootToo">Whether the root is one of them.</param>
internal sealed class MountWatch(int initPid, MaskSet masks, bool rootToo = true) : IDisposable
{
    private static readonly TimeSpan BuildTime = TimeSpan.FromSeconds(20);

    private SafeFileHandle? _table;

    /// <summary>Becomes urgent (poll) when a mount comes or goes; only after <see cref="AwaitBuilt"/>.</summary>
    public SafeFileHandle Table => _table ?? throw new InvalidOperationException("the bottle is not built yet");

    /// <summary>Waits until bubblewrap has built the tree: its last steps seal the root and leave the host's tree.</summary>
    /// <param name="monitor">bubblewrap's outer process: when it ends, there is nothing to wait for.</param>
    /// <returns>Null, or what is missing.</returns>
    public string? AwaitBuilt(SafeFileHandle monitor)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            // Opened anew each time: a table shows paths below the root that the process had when it was opened.
            _table?.Dispose();
            _table = File.OpenHandle($"/proc/{initPid}/mountinfo", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (Missing() is not { } missing)
            {
                return null;
            }

            var left = BuildTime - Stopwatch.GetElapsedTime(since);
            var found = left > TimeSpan.Zero
                ? Polling.Wait([(monitor, Polling.Readable), (_table, Polling.Urgent)], (int)left.TotalMilliseconds)
                : [Polling.Readable];
            if (found[0] != 0 || found[1] == 0)
            {
                return missing;
            }
        }
    }

    /// <summary>The first mask that is not in place; null when all are.</summary>
    public string? Missing()
    {
        var table = new MountTable(Read());
        return table.FirstOpen(rootToo ? [.. masks.Paths, "/"] : masks.Paths) ?? masks.Covered.FirstOrDefault(path => !table.Has(path));
    }

    /// <inheritdoc/>
    public void Dispose() => _table?.Dispose();

    private string Read()
    {
        var content = new MemoryStream();
        var buffer = new byte[16384];
        while (RandomAccess.Read(Table, buffer, content.Length) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
    }
}
