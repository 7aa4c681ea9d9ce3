using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>Calls poll(2) on file descriptors for which .NET has no event: a process handle, a mount table.</summary>
internal static unsafe partial class Polling
{
    /// <summary>POLLIN: readable; for a process handle: it has ended.</summary>
    public const short Readable = 1;

    /// <summary>POLLPRI: for /proc/PID/mountinfo: the table has changed since it was last read.</summary>
    public const short Urgent = 2;

    /// <summary>POLLOUT: writable.</summary>
    public const short Writable = 4;

    /// <summary>POLLERR and POLLHUP: the other side is closed. Reported even if not requested.</summary>
    public const short Gone = 8 | 16;

    /// <summary>Waits until one of the file descriptors has an event.</summary>
    /// <param name="wanted">File descriptors and the requested events.</param>
    /// <param name="timeoutMilliseconds">-1: for ever.</param>
    /// <returns>The events of each, in the same order; all 0 after the time-out.</returns>
    public static short[] Wait(ReadOnlySpan<(SafeHandle Handle, short Events)> wanted, int timeoutMilliseconds)
    {
        var found = new short[wanted.Length];
        Wait(wanted, found, timeoutMilliseconds);
        return found;
    }

    /// <summary>Waits without an allocation. A file descriptor without requested events is left out: not even its end is reported.</summary>
    /// <param name="wanted">File descriptors and the requested events.</param>
    /// <param name="found">Receives the events of each.</param>
    /// <param name="timeoutMilliseconds">-1: for ever.</param>
    public static void Wait(ReadOnlySpan<(SafeHandle Handle, short Events)> wanted, Span<short> found, int timeoutMilliseconds)
    {
        var entries = stackalloc Entry[wanted.Length];
        for (var i = 0; i < wanted.Length; i++)
        {
            entries[i] = new Entry { Descriptor = wanted[i].Events == 0 ? -1 : (int)wanted[i].Handle.DangerousGetHandle(), Events = wanted[i].Events };
        }

        if (Poll(entries, (nuint)wanted.Length, timeoutMilliseconds) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw Errno.Error(error, "poll");
            }
        }

        for (var i = 0; i < wanted.Length; i++)
        {
            found[i] = entries[i].Found;
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Entry* entries, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }
}
