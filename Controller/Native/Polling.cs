using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>poll(2) over descriptors that .NET has no event for: a process handle, a mount table.</summary>
internal static unsafe partial class Polling
{
    /// <summary>POLLIN: readable; of a process handle: it has ended.</summary>
    public const short Readable = 1;

    /// <summary>POLLPRI: of /proc/PID/mountinfo: the table has changed since it was last read.</summary>
    public const short Urgent = 2;

    /// <summary>POLLOUT: something can be written.</summary>
    public const short Writable = 4;

    /// <summary>POLLERR and POLLHUP: the other side is gone. Reported unasked.</summary>
    public const short Gone = 8 | 16;

    /// <summary>Waits until one of the descriptors has something.</summary>
    /// <param name="wanted">Descriptor and the events asked for.</param>
    /// <param name="timeoutMilliseconds">-1: for ever.</param>
    /// <returns>What each has, in the same order; all 0 after the timeout.</returns>
    public static short[] Wait(ReadOnlySpan<(SafeHandle Handle, short Events)> wanted, int timeoutMilliseconds)
    {
        var found = new short[wanted.Length];
        Wait(wanted, found, timeoutMilliseconds);
        return found;
    }

    /// <summary>As above, without an allocation. A descriptor of which nothing is asked is left out: not even its end is reported.</summary>
    /// <param name="wanted">Descriptor and the events asked for.</param>
    /// <param name="found">Takes what each has.</param>
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
