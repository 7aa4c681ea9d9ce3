using System.Runtime.InteropServices;

namespace BotBottle.Proxy;

/// <summary>Kernel settings and facts of this process.</summary>
internal static partial class OwnProcess
{
    private const int SetDumpable = 4;

    private static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(500);

    /// <summary>Prevents core dumps and memory access by other processes of the same user, because the memory holds keys.</summary>
    public static void HideMemory()
    {
        if (OperatingSystem.IsLinux() && Prctl(SetDumpable, 0, 0, 0, 0) != 0)
        {
            throw new InvalidOperationException($"prctl(PR_SET_DUMPABLE) failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>
    /// Completes when the parent has exited. PR_SET_PDEATHSIG would follow the thread that forked, which may end long before its process; the parent's id
    /// changes only with the process.
    /// </summary>
    /// <param name="parent">The parent's id, read at the start of this process.</param>
    /// <param name="time">The clock for the checks.</param>
    public static async Task ParentGoneAsync(int parent, TimeProvider time)
    {
        using PeriodicTimer timer = new(ParentCheck, time);
        while (GetParentId() == parent)
        {
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
    }

    public static int ParentId() => GetParentId();

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();
}
