using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>
/// A scope that the user's systemd creates and delegates to us. A process that only waits keeps it after the bottle's end, so that its figures can be read.
/// When this run dies, that process ends, and systemd removes the scope.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class UserScope : IGroupParent
{
    private const string Holder = "holder";
    private const string RuntimeFolder = "XDG_RUNTIME_DIR";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ChildProcess _holder;
    private readonly SafeFileHandle _leash;

    private UserScope(string folder, ChildProcess holder, SafeFileHandle leash) => (Folder, _holder, _leash) = (folder, holder, leash);

    /// <inheritdoc/>
    public string Folder { get; }

    /// <summary>Requests a scope that contains a bottle's first process.</summary>
    /// <param name="mount">The mount point of the tree.</param>
    /// <param name="name">The scope's name.</param>
    /// <param name="initPid">The process.</param>
    /// <param name="environment">Contains the address of the user's bus.</param>
    /// <returns>Null if the user's systemd does not respond in two seconds, or lacks the controllers.</returns>
    public static UserScope? Open(string mount, string name, int initPid, IReadOnlyDictionary<string, string> environment)
    {
        Dictionary<string, string> bus = Bus(environment);
        if (!Path.Exists(Path.Combine(bus[RuntimeFolder], "bus"))
            || Executable.Find("busctl", "/usr/bin:/bin", "/") is not { } busctl || Executable.Find("cat", "/usr/bin:/bin", "/") is not { } cat)
        {
            return null;
        }

        long began = Environment.TickCount64;
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        (SafeFileHandle read, SafeFileHandle leash) = Descriptors.Pipe();
        UserScope? scope = null;
        ChildProcess? holder = null;
        try
        {
            using (read)
            {
                holder = Spawner.Start(Request(cat, [], new Dictionary<string, string>(), read, nothing));
            }

            ChildProcess call = Spawner.Start(Request(busctl, Words($"{name}.scope", holder.Pid, initPid), bus, nothing, nothing));
            Task<ExitStatus> end = call.WaitAsync();
            if (!end.Wait(Patience))
            {
                call.Signal(Signal.Kill);
            }
            else if (end.Result.Code == 0 && Await(mount, name, [holder.Pid, initPid], began) is { } folder)
            {
                // A group that has processes itself gives its children no controllers.
                ControlFiles.Move(holder.Pid, Directory.CreateDirectory(Path.Combine(folder, Holder)).FullName);
                scope = new UserScope(folder, holder, leash);
            }
        }
        finally
        {
            if (scope is null)
            {
                leash.Dispose();
                holder?.Wait();
            }
        }

        return scope;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leash.Dispose();
        _holder.Wait();
    }

    /// <summary>
    /// Waits until systemd has moved all the processes. It responds before it has moved them and moves one after the other; before that they are not ours to
    /// move.
    /// </summary>
    private static string? Await(string mount, string name, int[] pids, long began)
    {
        while (Environment.TickCount64 - began < Patience.TotalMilliseconds)
        {
            string?[] paths = [.. pids.Select(pid => GroupTree.PathOf(File.ReadAllText($"/proc/{pid}/cgroup"))).Distinct()];
            if (paths is [{ } path] && path.EndsWith($"/{name}.scope", StringComparison.Ordinal))
            {
                return mount + path is { } folder && ControlFiles.HasControllers(folder) ? folder : null;
            }

            Thread.Sleep(5);
        }

        return null;
    }

    private static SpawnRequest Request(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, SafeFileHandle input, SafeFileHandle nothing) => new()
    {
        Path = program,
        Arguments = arguments,
        Environment = environment,
        WorkingFolder = "/",
        Descriptors = [new(input, 0), new(nothing, 1), new(nothing, 2)],
        NewSession = true,
    };

    private static Dictionary<string, string> Bus(IReadOnlyDictionary<string, string> environment) => new()
    {
        [RuntimeFolder] = environment.GetValueOrDefault(RuntimeFolder) is { Length: > 0 } folder
            ? folder
            : string.Create(CultureInfo.InvariantCulture, $"/run/user/{Processes.User()}"),
    };

    private static string[] Words(string unit, params int[] pids) =>
    [
        "--user", "--timeout=2", "call", "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "StartTransientUnit",
        "ssa(sv)a(sa(sv))",
        unit, "fail", "4", "Description", "s", "A bottle of Bot Bottle", "Delegate", "b", "true", "CollectMode", "s", "inactive-or-failed",
        "PIDs", "au", pids.Length.ToString(CultureInfo.InvariantCulture), .. pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture)), "0",
    ];
}
