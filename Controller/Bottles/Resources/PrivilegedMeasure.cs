using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// Measures what an agent made unreadable (mode 000) or very deep. du(1) runs as root of the user namespace that owns the bottle's mounts: no file mode stops it
/// there, and it reaches no file that is not the caller's own.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class PrivilegedMeasure
{
    private const int Space = 3; // the descriptor under which nsenter finds the user namespace

    /// <summary>Bytes that a folder takes on its disk.</summary>
    /// <exception cref="BottleException">du told nothing.</exception>
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
                Arguments = [.. Namespaces.AreOurUsers(initPid) ? Array.Empty<string>() : [$"--user=/proc/self/fd/{Space}", "--preserve-credentials"], "--", "du", "-s", "-k", "-x", "--", folder],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
                Descriptors = [new(owner, Space), new(nothing, 0), new(write, 1), new(nothing, 2)],
                NewSession = true,
            });
        }

        string text = output.ReadToEnd();
        child.Wait(); // what is removed meanwhile makes it end with 1, and the sum stands all the same
        return long.TryParse(text.Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024
            : throw new BottleException($"du cannot measure {folder}");
    }
}
