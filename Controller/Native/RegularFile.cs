using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// Reads a whole file that an agent could have made, or that a user named: once, from one file descriptor, after a check that it is a regular file. A pipe
/// would block the reader, a device may be endless, a link leads elsewhere, and a sparse file fills memory.
/// </summary>
internal static partial class RegularFile
{
    private const int Mac = 0x4 | 0x1000000; // O_NONBLOCK | O_CLOEXEC
    private const int Linux = 0x800 | 0x80000;

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="path">The file; absolute.</param>
    /// <param name="mostBytes">Most bytes that are read.</param>
    /// <param name="links">Whether links in the path are followed.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">It is not a regular file, it is too long, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read it.</exception>
    public static byte[] Read(string path, int mostBytes, Links links)
    {
        using SafeFileHandle file = Open(path, links);
        return Read(file, mostBytes);
    }

    /// <summary>Reads the bytes of an open file, from its beginning.</summary>
    /// <exception cref="IOException">It is too long, or cannot be read.</exception>
    public static byte[] Read(SafeFileHandle file, int mostBytes)
    {
        long length = RandomAccess.GetLength(file);
        if (length <= mostBytes)
        {
            // One byte more than its length shows that it grew; files of /proc report length 0.
            byte[] bytes = new byte[Math.Min(Math.Max(length, 4096) + 1, (long)mostBytes + 1)];
            int filled = 0;
            while (RandomAccess.Read(file, bytes.AsSpan(filled), filled) is > 0 and var read)
            {
                filled += read;
                if (filled == bytes.Length)
                {
                    if (filled > mostBytes)
                    {
                        break;
                    }

                    Array.Resize(ref bytes, (int)Math.Min(filled * 2L, (long)mostBytes + 1));
                }
            }

            if (filled <= mostBytes)
            {
                return bytes[..filled];
            }

            length = filled;
        }

        throw new IOException(string.Create(CultureInfo.InvariantCulture, $"it has {length} bytes or more, and {mostBytes} are the most"));
    }

    /// <summary>
    /// Copies a file of a git folder, with its time of change: git compares the content of files that are as new as their index, and trusts size and time of
    /// others.
    /// </summary>
    /// <param name="from">The file; absolute.</param>
    /// <param name="to">The copy; absolute. It is replaced.</param>
    /// <param name="mostBytes">Most bytes that are copied.</param>
    /// <exception cref="IOException">It is not a regular file, it is too long, or it cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read or write it.</exception>
    public static void CopyWithTime(string from, string to, int mostBytes)
    {
        using SafeFileHandle file = Open(from, Links.Refuse);
        DateTime changed = File.GetLastWriteTimeUtc(file); // before the bytes: an earlier time costs a comparison, a later one a change
        File.WriteAllBytes(to, Read(file, mostBytes));
        File.SetLastWriteTimeUtc(to, changed);
    }

    /// <summary>Reads the text of a file that an agent could have made; null if there is none or it cannot be read.</summary>
    /// <param name="path">The path of the file, without links.</param>
    /// <param name="mostBytes">Most bytes that are read.</param>
    public static string? TryRead(string path, int mostBytes)
    {
        try
        {
            return Encoding.UTF8.GetString(Read(path, mostBytes, Links.Refuse));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It does not exist, or is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read it.</exception>
    public static SafeFileHandle Open(string path, Links links)
    {
        using SafeFileHandle place = UntrustedFolder.OpenPath(path, links);
        if (OperatingSystem.IsMacOS())
        {
            return OpenOnMac(path, links);
        }

        return Open(place, path);
    }

    /// <summary>Opens for reading a file that was opened with O_PATH (Linux).</summary>
    /// <exception cref="IOException">It is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read it.</exception>
    internal static SafeFileHandle Open(SafeFileHandle place, string path)
    {
        Require(FileFacts.Of(place).Kind, FileKind.Regular);
        int descriptor = OpenCall(UntrustedFolder.PathOf(place), Linux);
        GC.KeepAlive(place);
        return descriptor >= 0 ? Descriptors.Own(descriptor) : throw UntrustedFolder.Failure(Marshal.GetLastPInvokeError(), path);
    }

    /// <summary>Refuses a file of another kind, and names its kind.</summary>
    /// <exception cref="IOException">The file has another kind.</exception>
    internal static void Require(FileKind kind, FileKind wanted)
    {
        if (kind != wanted)
        {
            throw new IOException($"it is {NameOf(kind)}, and must be {NameOf(wanted)}");
        }
    }

    /// <summary>Gets the kind's name for messages.</summary>
    internal static string NameOf(FileKind kind) => kind switch
    {
        FileKind.Regular => "a file",
        FileKind.Folder => "a folder",
        FileKind.Link => "a symbolic link",
        FileKind.Pipe => "a pipe (FIFO)",
        FileKind.Socket => "a socket",
        _ => "a device",
    };

    // macOS has no O_PATH: a pipe does not block and is detected by its position; a device is opened.
    private static SafeFileHandle OpenOnMac(string path, Links links)
    {
        int descriptor = OpenCall(path, Mac | (links == Links.Refuse ? 0x100 : 0));
        SafeFileHandle file = descriptor >= 0 ? Descriptors.Own(descriptor) : throw UntrustedFolder.Failure(Marshal.GetLastPInvokeError(), path);
        using FileStream probe = new(new SafeFileHandle(file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 0);
        return probe.CanSeek ? file : throw new IOException("it is a pipe or a device, and must be a file");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags);
}
