using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// A bottle for one program that handles what an agent may have made: without network, and with nothing of the host but its programs and the mounts given.
/// </summary>
internal static class ApartBottle
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="mounts">The mounts besides the system's programs, /proc, /dev, and an empty /tmp and /run.</param>
    /// <param name="variables">Variables besides PATH.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="output">Receives its standard output.</param>
    /// <param name="mostBytes">It is killed if it writes more.</param>
    /// <param name="patience">It is killed after this time.</param>
    public static CapturedProcess Run(
        IEnumerable<Mount> mounts, IEnumerable<(string Name, string Value)> variables, string folder, IEnumerable<string> words, SafeFileHandle? input,
        Stream output, long mostBytes, TimeSpan patience) =>
        CapturedProcess.Run(Request(mounts, variables, folder, words), input, output, mostBytes, patience);

    /// <summary>The start of a program in such a bottle.</summary>
    /// <param name="mounts">The mounts besides the system's programs, /proc, /dev, and an empty /tmp and /run.</param>
    /// <param name="variables">Variables besides PATH.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="words">The program and its arguments.</param>
    public static SpawnRequest Request(
        IEnumerable<Mount> mounts, IEnumerable<(string Name, string Value)> variables, string folder, IEnumerable<string> words)
    {
        Mount[] all =
        [
            .. BottleTree.Programs(), new(MountKind.Processes, "/proc"), new(MountKind.Devices, "/dev"), new(MountKind.Memory, "/tmp"),
            new(MountKind.Memory, "/run"), .. mounts, new(MountKind.Seal, "/"),
        ];
        return new SpawnRequest
        {
            Path = SandboxPrograms.Find().Bubblewrap,
            Arguments =
            [
                "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
                "--setenv", "PATH", "/usr/bin:/bin", .. variables.SelectMany(one => new[] { "--setenv", one.Name, one.Value }),
                .. all.SelectMany(Bubblewrap.Words), "--chdir", folder, "--", .. words,
            ],
            Environment = new Dictionary<string, string>(),
            WorkingFolder = "/",
        };
    }
}
