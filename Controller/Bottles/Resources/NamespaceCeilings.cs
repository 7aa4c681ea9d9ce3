using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// Limits of the kernel per namespace, without a control group. Process numbers (kernel.pid_max, per process namespace since Linux 6.14) limit processes and
/// threads, also those of root, to which RLIMIT_NPROC does not apply. kernel.shmall limits System V shared memory, per IPC namespace.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class NamespaceCeilings
{
    private const int Space = 3; // the file descriptor of the user namespace for nsenter
    private const long SharedMemory = 1L << 30; // as much as /dev/shm

    private static readonly Version NumbersOfTheirOwn = new(6, 14);

    // $1 process numbers, $2 pages. An older kernel denies users the second setting.
    private const string Script = """[ "$1" = - ] || echo "$1" > /proc/sys/kernel/pid_max || exit 1; echo "$2" 2>/dev/null > /proc/sys/kernel/shmall; exit 0""";

    /// <summary>True if process numbers can be limited here. On an older kernel the limit applies to the whole host, and must not be changed.</summary>
    public static bool BoundProcesses => Environment.OSVersion.Version >= NumbersOfTheirOwn;

    /// <summary>Sets the limits of a built, waiting bottle.</summary>
    /// <param name="initPid">The bottle's first process.</param>
    /// <param name="processes">The most processes and threads.</param>
    /// <exception cref="BottleException">The kernel refuses a limit that it supports; the bottle must not run without it.</exception>
    public static void Set(int initPid, long processes)
    {
        bool numbers = BoundProcesses && processes != LimitSettings.None;
        using var owner = Namespaces.OwnerOfMounts(initPid);
        var child = Spawner.Start(new SpawnRequest
        {
            Path = "/usr/bin/nsenter",
            Arguments =
            [
                .. Namespaces.WordsForRoot(initPid, $"--user=/proc/self/fd/{Space}"), $"--pid=/proc/{initPid}/ns/pid", $"--ipc=/proc/{initPid}/ns/ipc",
                "--", "/bin/sh", "-c", Script, "sh", numbers ? (processes + 1).ToString(CultureInfo.InvariantCulture) : "-",
                (SharedMemory / Environment.SystemPageSize).ToString(CultureInfo.InvariantCulture),
            ],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            Descriptors = [new(owner, Space)],
            NewSession = true,
        });
        if (child.Wait().Code != 0)
        {
            throw new BottleException(
                $"the number of the bottle's processes could not be limited ({processes}); the message above says why. It needs nsenter of util-linux.");
        }
    }
}
