using System.Buffers.Text;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>What the processes of a bottle use, as /proc tells it.</summary>
/// <param name="folders">Each process's folder in /proc.</param>
/// <param name="memoryFolders">The bottle's folders that lie in memory.</param>
[SupportedOSPlatform("linux")]
internal sealed class ProcessUse(Func<IEnumerable<string>> folders, IReadOnlyList<string> memoryFolders)
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Threads, and at most how much memory the processes use: pages that several share are counted for each.</summary>
    public (long Threads, long Resident) Count()
    {
        (long threads, long pages) = (0, 0);
        foreach (string folder in folders())
        {
            // proc_pid_stat(5): the name in field 2 may hold anything; fields are counted from its last bracket.
            string stat = Encoding.Latin1.GetString(Read($"{folder}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 21)
            {
                threads += long.Parse(fields[17], CultureInfo.InvariantCulture);
                pages += long.Parse(fields[21], CultureInfo.InvariantCulture);
            }
        }

        return (threads, pages * Environment.SystemPageSize + InMemoryFolders());
    }

    /// <summary>How much memory the processes use: shared pages once, what is swapped out, and files in memory that they hold open.</summary>
    public long Memory()
    {
        (long own, long shared) = (0, 0);
        foreach (string folder in folders())
        {
            ReadOnlySpan<byte> rollup = Read($"{folder}/smaps_rollup");
            own += Field(rollup, "Pss_Anon:"u8) + Field(rollup, "SwapPss:"u8);
            shared += Field(rollup, "Pss_Shmem:"u8);
        }

        return own + Math.Max(shared, Held(file => file.StartsWith("/memfd:", StringComparison.Ordinal), device: null) + InMemoryFolders());
    }

    /// <summary>Bytes of files on a file system that have no name any more, and that processes hold open.</summary>
    /// <param name="device">The file system.</param>
    public long Deleted(ulong device) => Held(file => file.EndsWith(" (deleted)", StringComparison.Ordinal), device);

    private long InMemoryFolders()
    {
        long bytes = 0;
        foreach (string folder in memoryFolders)
        {
            try
            {
                bytes += FileSystemRoom.Of(folder).Used;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // The bottle has ended.
            }
        }

        return bytes;
    }

    private long Held(Func<string, bool> counts, ulong? device)
    {
        HashSet<(ulong, ulong)> seen = [];
        long bytes = 0;
        foreach (string folder in folders())
        {
            try
            {
                foreach (FileSystemInfo descriptor in new DirectoryInfo($"{folder}/fd").EnumerateFileSystemInfos())
                {
                    if (descriptor.LinkTarget is { } target && counts(target)
                        && FolderEntries.Look(null, [.. Encoding.UTF8.GetBytes(descriptor.FullName), 0], follow: true) is { Links: 0 } file
                        && (device is null || file.Device == device) && seen.Add((file.Device, file.Inode)))
                    {
                        bytes += file.Bytes;
                    }
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It has ended, or became another user's: its memory is counted where it can be.
            }
        }

        return bytes;
    }

    private ReadOnlySpan<byte> Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return _buffer.AsSpan(0, RandomAccess.Read(file, _buffer, 0));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return []; // it has ended
        }
    }

    private static long Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int at = text.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..].TrimStart((byte)' '), out long kibibytes, out _) ? kibibytes * 1024 : 0;
    }
}
