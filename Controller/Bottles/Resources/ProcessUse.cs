using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>Resources that the processes of a bottle use, from /proc.</summary>
/// <param name="folders">Each process's folder in /proc.</param>
/// <param name="memoryFolders">The bottle's folders that are in memory.</param>
[SupportedOSPlatform("linux")]
internal sealed class ProcessUse(Func<IEnumerable<string>> folders, IReadOnlyList<string> memoryFolders)
{
    /// <summary>
    /// Most file descriptors that are checked in one pass, which takes half a second. A bottle can hold hundreds of millions, and nothing else is measured
    /// meanwhile.
    /// </summary>
    private const int MostDescriptors = 1 << 18;

    private const int ResidentField = 21; // of proc_pid_stat(5), counted after the name
    private const int ThreadsField = 17;

    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Counts the threads, and an upper bound of the memory of the processes: shared pages are counted for each process.</summary>
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

    /// <summary>Measures the memory of the processes: shared pages once, swapped-out pages, and open in-memory files.</summary>
    /// <param name="sharedGrowth">
    /// Growth of the whole host's shared memory since the bottle began. It counts as the bottle's if there are too many file descriptors to check.
    /// </param>
    public long Memory(long sharedGrowth)
    {
        (long own, long shared) = (0, 0);
        foreach (string folder in folders())
        {
            ReadOnlySpan<byte> rollup = Read($"{folder}/smaps_rollup");
            if (rollup.IsEmpty)
            {
                // The process has ended, or denies access (PR_SET_DUMPABLE) without isolation: this is an upper bound.
                own += Number(Stat(folder), ResidentField) * Environment.SystemPageSize;
                continue;
            }

            own += Field(rollup, "Pss_Anon:"u8) + Field(rollup, "SwapPss:"u8);
            shared += Field(rollup, "Pss_Shmem:"u8);
        }

        long inFolders = InMemoryFolders();
        return own + Math.Max(shared, Held(device: null) is { } held ? held + inFolders : Math.Max(sharedGrowth, inFolders));
    }

    /// <summary>Gets the bytes of deleted files on a file system that processes hold open.</summary>
    /// <param name="device">The file system.</param>
    /// <returns>Null if there are too many file descriptors to check.</returns>
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

    /// <summary>Sums the deleted files that processes hold open: those on the file system, or those in memory (memfd).</summary>
    private long? Held(ulong? device)
    {
        HashSet<(ulong, ulong)> seen = [];
        byte[] buffer = new byte[32 * 1024];
        (long bytes, int looked) = (0, 0);
        foreach (string folder in folders())
        {
            // Null: the process has ended, or belongs to another user now, whose memory is counted where possible.
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

    /// <summary>Reads a process's stat after its name, which may contain anything; empty if the process has ended.</summary>
    private ReadOnlySpan<byte> Stat(string folder)
    {
        ReadOnlySpan<byte> stat = Read($"{folder}/stat");
        return stat[(stat.LastIndexOf((byte)')') + 1)..].TrimStart((byte)' ');
    }

    /// <summary>Parses a field of <see cref="Stat"/>; 0 if the process has ended.</summary>
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
