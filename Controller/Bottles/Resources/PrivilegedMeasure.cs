using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// Measures folders that an agent made unreadable (mode 000) or very deep. du(1) runs as root of the user namespace that owns the bottle's mounts: file modes
/// do not stop it there, and it can reach only the caller's own files.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class PrivilegedMeasure
{
    private const int Space = 3; // the file descriptor of the user namespace for nsenter

    /// <summary>Gets the bytes that a folder uses on its disk.</summary>
    /// <exception cref="BottleException">du printed no result.</exception>
    public static long Of(int initPid, string folder)
    {
        var (read, write) = Descriptors.Pipe();
        using var output = new StreamReader(new FileStream(read, FileAccess.Read, bufferSize: 1));
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        ChildProcess child;
        using (write)
        {
            using var owner = Namespaces.OwnerOfMounts(initPid);
            child = Spawner.Start(new SpawnRequest
            {
                Path = "/usr/bin/nsenter",
                Arguments = [.. Namespaces.WordsForRoot(initPid, $"--user=/proc/self/fd/{Space}"), "--", "du", "-s", "-k", "-x", "--", folder],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
                Descriptors = [new(owner, Space), new(nothing, 0), new(write, 1), new(nothing, 2)],
                NewSession = true,
            });
        }

        string text = output.ReadToEnd();
        child.Wait(); // a file that is removed meanwhile makes it exit with 1, but the sum is still valid
        return long.TryParse(text.Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024
            : throw new BottleException($"du cannot measure {folder}");
    }
}
