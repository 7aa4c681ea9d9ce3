using System.ComponentModel;
using System.Runtime.InteropServices;

namespace BotBottle.Bench.Dlp;

/// <summary>The processor time of one thread. That of the process would include the compiler's threads.</summary>
internal static partial class ThreadTime
{
    private const int ClockThreadCpuTimeId = 3; // CLOCK_THREAD_CPUTIME_ID of clock_gettime(2)

    /// <summary>The processor time of the calling thread.</summary>
    /// <exception cref="Win32Exception">The system has no such clock.</exception>
    public static TimeSpan Now() => GetTime(ClockThreadCpuTimeId, out Timespec time) == 0
        ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100))
        : throw new Win32Exception();

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
