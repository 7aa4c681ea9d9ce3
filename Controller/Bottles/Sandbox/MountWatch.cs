using System.Diagnostics;
using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// Checks that every mask of a bottle is in place before its agent runs, and detects when one is removed. If a process on the host replaces or removes the file
/// below a mask (a rename by an editor or git), the kernel removes the mount in the bottle.
/// </summary>
/// <param name="initPid">Host process id of the bottle's first process.</param>
/// <param name="masks">The required mounts.</param>
/// <param name="rootToo">True if the root is one of them.</param>
internal sealed class MountWatch(int initPid, MaskSet masks, bool rootToo = true) : IDisposable
{
    private static readonly TimeSpan BuildTime = TimeSpan.FromSeconds(20);

    private SafeFileHandle? _table;

    /// <summary>Becomes urgent (poll) when a mount is added or removed; only after <see cref="AwaitBuilt"/>.</summary>
    public SafeFileHandle Table => _table ?? throw new InvalidOperationException("the bottle is not built yet");

    /// <summary>Waits until bubblewrap has built the tree: its last steps make the root read-only and leave the host's tree.</summary>
    /// <param name="monitor">bubblewrap's outer process; the wait ends when it ends.</param>
    /// <returns>Null, or the missing mount.</returns>
    public string? AwaitBuilt(SafeFileHandle monitor)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            // Opened anew each time: a table shows the paths below the root that the process had at the time of opening.
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

    /// <summary>Gets the first mask that is not in place; null if all are.</summary>
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
