using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// Reads a whole file that an agent could have made, or that anybody named: once, from one descriptor, which is known to be a regular file before anything
/// is read. A pipe would hold up whoever opens it, a device may have no end, a link leads elsewhere, a sparse file fills memory.
/// </summary>
internal static partial class RegularFile
{
    private const int Mac = 0x4 | 0x1000000; // O_NONBLOCK | O_CLOEXEC
    private const int Linux = 0x800 | 0x80000;

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file; absolute.</param>
    /// <param name="mostBytes">The longest that is read.</param>
    /// <param name="links">Whether a link in the path is followed.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It is no regular file, is longer, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, int mostBytes, Links links)
    {
        using SafeFileHandle file = Open(path, links);
        return Read(file, mostBytes);
    }

    /// <summary>The bytes of an open file, from its beginning.</summary>
    /// <exception cref="IOException">It is longer, or cannot be read.</exception>
    public static byte[] Read(SafeFileHandle file, int mostBytes)
    {
        long length = RandomAccess.GetLength(file);
        if (length <= mostBytes)
        {
            // One byte more than it has tells that it grew; files of /proc say that they have none.
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

    /// <summary>The text of a file that an agent could have made; null where there is none that can be read.</summary>
    /// <param name="path">The file, by a path without links.</param>
    /// <param name="mostBytes">The longest that is read.</param>
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

    /// <summary>Opens a file to read.</summary>
    /// <exception cref="IOException">It is not there, or no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle Open(string path, Links links)
    {
        using SafeFileHandle place = UntrustedFolder.OpenPath(path, links);
        if (OperatingSystem.IsMacOS())
        {
            return OpenOnMac(path, links);
        }

        return Open(place, path);
    }

    /// <summary>Opens to read what is open as a place alone (Linux).</summary>
    /// <exception cref="IOException">It is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static SafeFileHandle Open(SafeFileHandle place, string path)
    {
        Require(FileFacts.Of(place).Kind, FileKind.Regular);
        int descriptor = OpenCall(UntrustedFolder.PathOf(place), Linux);
        GC.KeepAlive(place);
        return descriptor >= 0 ? Descriptors.Own(descriptor) : throw UntrustedFolder.Failure(Marshal.GetLastPInvokeError(), path);
    }

    /// <summary>Refuses what is of another kind, and names it.</summary>
    /// <exception cref="IOException">It is.</exception>
    internal static void Require(FileKind kind, FileKind wanted)
    {
        if (kind != wanted)
        {
            throw new IOException($"it is {NameOf(kind)}, and must be {NameOf(wanted)}");
        }
    }

    /// <summary>What a person calls it.</summary>
    internal static string NameOf(FileKind kind) => kind switch
    {
        FileKind.Regular => "a file",
        FileKind.Folder => "a folder",
        FileKind.Link => "a symbolic link",
        FileKind.Pipe => "a pipe (FIFO)",
        FileKind.Socket => "a socket",
        _ => "a device",
    };

    // No O_PATH there: a pipe does not wait and is found out by its position; a device is opened.
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
