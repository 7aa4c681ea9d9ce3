using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Reads a small file in a folder that an agent may have written: a pipe of that name would hold up whoever opens it, a link would lead elsewhere.</summary>
internal static partial class RegularFile
{
    private static readonly int Flags = OperatingSystem.IsMacOS()
        ? 0x4 | 0x100 | 0x1000000 // O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC
        : 0x800 | (RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x8000 : 0x20000) | 0x80000;

    /// <summary>The text of a file; null where there is none, where it is longer or no regular file, or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The longest that is read.</param>
    public static string? TryRead(string path, int mostBytes)
    {
        int descriptor = Open(path, Flags);
        if (descriptor < 0)
        {
            return null;
        }

        using SafeFileHandle handle = Descriptors.Own(descriptor);
        try
        {
            using FileStream file = new(handle, FileAccess.Read, bufferSize: 0);
            if (!file.CanSeek || file.Length > mostBytes)
            {
                return null; // a pipe or a terminal cannot be sought in
            }

            byte[] bytes = new byte[file.Length];
            return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a folder, or gone meanwhile
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
