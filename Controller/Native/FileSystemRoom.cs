using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace BotBottle.Controller.Native;

/// <summary>What a file system has left (statvfs(3)).</summary>
/// <param name="Free">Bytes that its ordinary users may still write.</param>
/// <param name="Used">Bytes that are written.</param>
/// <param name="FreeFiles">Inodes that are left; the largest number where the file system has no fixed count of them (btrfs).</param>
/// <param name="UsedFiles">Inodes that are used.</param>
[SupportedOSPlatform("linux")]
internal readonly partial record struct FileSystemRoom(long Free, long Used, long FreeFiles, long UsedFiles)
{
    /// <summary>Looks at the file system of a path.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such path.</exception>
    public static FileSystemRoom Of(string path)
    {
        Errno.Check(StatVfs(path, out Numbers numbers), $"statvfs {path}");
        return new FileSystemRoom(
            (long)(numbers.AvailableBlocks * numbers.BlockSize), (long)((numbers.Blocks - numbers.FreeBlocks) * numbers.BlockSize),
            numbers.Files == 0 ? long.MaxValue : (long)numbers.AvailableFiles, (long)(numbers.Files - numbers.FreeFiles));
    }

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatVfs(string path, out Numbers numbers);

    // struct statvfs of 64-bit glibc and musl; the reserved fields at its end vary.
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
