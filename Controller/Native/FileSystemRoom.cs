using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace BotBottle.Controller.Native;

/// <summary>Free and used space of a file system (statvfs(3)).</summary>
/// <param name="Free">Bytes that its ordinary users may still write.</param>
/// <param name="Used">Used bytes.</param>
/// <param name="FreeFiles">Free inodes; the largest number if the file system has no fixed count (btrfs).</param>
/// <param name="UsedFiles">Used inodes.</param>
[SupportedOSPlatform("linux")]
internal readonly partial record struct FileSystemRoom(long Free, long Used, long FreeFiles, long UsedFiles)
{
    /// <summary>Reads the figures of a path's file system.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The path does not exist.</exception>
    public static FileSystemRoom Of(string path)
    {
        Errno.Check(StatVfs(path, out Numbers numbers), $"statvfs {path}");
        return new FileSystemRoom(
            (long)(numbers.AvailableBlocks * numbers.BlockSize), (long)((numbers.Blocks - numbers.FreeBlocks) * numbers.BlockSize),
            numbers.Files == 0 ? long.MaxValue : (long)numbers.AvailableFiles, (long)(numbers.Files - numbers.FreeFiles));
    }

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatVfs(string path, out Numbers numbers);

    // struct statvfs of 64-bit glibc and musl; the reserved fields at its end differ.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Numbers
    {
        public ulong PreferredSize;
        public ulong BlockSize;
        public ulong Blocks;
        public ulong FreeBlocks;
        public ulong AvailableBlocks;
        public ulong Files;
        public ulong FreeFiles;
        public ulong AvailableFiles;
    }
}
