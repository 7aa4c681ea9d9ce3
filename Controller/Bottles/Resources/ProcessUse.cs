using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>What the processes of a bottle use, as /proc tells it.</summary>
/// <param name="folders">Each process's folder in /proc.</param>
/// <param name="memoryFolders">The bottle's folders that lie in memory.</param>
[SupportedOSPlatform("linux")]
internal sealed class ProcessUse(Func<IEnumerable<string>> folders, IReadOnlyList<string> memoryFolders)
{
    /// <summary>The most descriptors that are looked at in one go: half a second. A bottle can hold hundreds of millions, and nothing else is measured meanwhile.</summary>
    private const int MostDescriptors = 1 << 18;

    private const int ResidentField = 21; // of proc_pid_stat(5), counted behind the name
    private const int ThreadsField = 17;

    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Threads, and at most how much memory the processes use: pages that several share are counted for each.</summary>
    public (long Threads, long Resident) Count()
    {
        (long threads, long pages) = (0, 0);
        foreach (string folder in folders())
        {
            ReadOnlySpan<byte> stat = Stat(folder);
            threads += Number(stat, ThreadsField);
            pages += Number(stat, ResidentField);
        }

        return (threads, pages * Environment.SystemPageSize + InMemoryFolders());
    }

    /// <summary>How much memory the processes use: shared pages once, what is swapped out, and files in memory that they hold open.</summary>
    /// <param name="sharedGrowth">By how much the whole host's shared memory grew since the bottle began: taken for the bottle's where its descriptors are too many to look at.</param>
    public long Memory(long sharedGrowth)
    {
        (long own, long shared) = (0, 0);
        foreach (string folder in folders())
        {
            ReadOnlySpan<byte> rollup = Read($"{folder}/smaps_rollup");
            if (rollup.IsEmpty)
            {
                // It has ended, or keeps others out of itself (PR_SET_DUMPABLE), where nothing is isolated: at most this.
                own += Number(Stat(folder), ResidentField) * Environment.SystemPageSize;
                continue;
            }

            own += Field(rollup, "Pss_Anon:"u8) + Field(rollup, "SwapPss:"u8);
            shared += Field(rollup, "Pss_Shmem:"u8);
        }

        long inFolders = InMemoryFolders();
        return own + Math.Max(shared, Held(device: null) is { } held ? held + inFolders : Math.Max(sharedGrowth, inFolders));
    }

    /// <summary>Bytes of files on a file system that have no name any more, and that processes hold open.</summary>
    /// <param name="device">The file system.</param>
    /// <returns>Null where there are too many descriptors to look at.</returns>
    public long? Deleted(ulong device) => Held(device);

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

    /// <summary>Files without a name that processes hold open: on that file system, or those that lie in memory (memfd).</summary>
    private long? Held(ulong? device)
    {
        HashSet<(ulong, ulong)> seen = [];
        byte[] buffer = new byte[32 * 1024];
        (long bytes, int looked) = (0, 0);
        foreach (string folder in folders())
        {
            // Null: it has ended, or became another user's, whose memory is counted where it can be.
            using SafeFileHandle? open = FolderEntries.TryOpen(null, [.. Encoding.UTF8.GetBytes($"{folder}/fd"), 0]);
            for (int read; open is not null && (read = ReadEntries(open, buffer)) > 0;)
            {
                ReadOnlySpan<byte> entries = buffer.AsSpan(0, read);
                while (FolderEntries.Next(ref entries) is { IsEmpty: false } name)
                {
                    if (++looked > MostDescriptors)
                    {
                        return null;
                    }

                    if (FolderEntries.Look(open, name, follow: true) is { Links: 0 } file && (device is null || file.Device == device)
                        && seen.Add((file.Device, file.Inode)) && (device is not null || IsInMemory($"{folder}/fd/{Encoding.UTF8.GetString(name[..^1])}")))
                    {
                        bytes += file.Bytes;
                    }
                }
            }
        }

        return bytes;
    }

    private static int ReadEntries(SafeFileHandle folder, byte[] buffer)
    {
        try
        {
            return FolderEntries.Read(folder, buffer);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 0; // it has ended
        }
    }

    private static bool IsInMemory(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.StartsWith("/memfd:", StringComparison.Ordinal) is true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // it was closed
        }
    }

    /// <summary>A process's stat behind its name, which may hold anything; empty where the process has ended.</summary>
    private ReadOnlySpan<byte> Stat(string folder)
    {
        ReadOnlySpan<byte> stat = Read($"{folder}/stat");
        return stat[(stat.LastIndexOf((byte)')') + 1)..].TrimStart((byte)' ');
    }

    /// <summary>A field of <see cref="Stat"/>; 0 where the process has ended.</summary>
    private static long Number(ReadOnlySpan<byte> stat, int field)
    {
        for (int space; field > 0 && (space = stat.IndexOf((byte)' ')) >= 0; field--)
        {
            stat = stat[(space + 1)..];
        }

        return field == 0 && Utf8Parser.TryParse(stat, out long number, out _) ? number : 0;
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
