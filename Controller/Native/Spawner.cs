using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// Starts programs with posix_spawn: the proxy, the controller, and a bottle's chain of launchers. System.Diagnostics.Process is not used, because its children
/// inherit an ignored SIGPIPE and every file descriptor that our parent leaked. A child of ours starts with every signal at its default, an empty mask and only
/// the file descriptors of the request.
/// </summary>
/// <remarks>
/// Thread rule: PR_SET_PDEATHSIG (bubblewrap's --die-with-parent) follows the *thread* that called <see cref="Start"/>. A child that dies with its parent must
/// be started from a thread that lives as long as the child should.
/// </remarks>
internal static class Spawner
{
    private const int AboveMapped = 100; // sources are duplicated to numbers from here on, so that no mapping overwrites another's source

    /// <summary>Starts the program.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program could not be started; the code is errno (2: no such file).</exception>
    public static unsafe ChildProcess Start(SpawnRequest request)
    {
        // 8-byte aligned memory for the opaque structures and the signal set.
        var actions = stackalloc long[PosixSpawn.StructureSize / sizeof(long)];
        var attributes = stackalloc long[PosixSpawn.StructureSize / sizeof(long)];
        var set = stackalloc long[16];
        using var arguments = new NativeStrings([request.Path, .. request.Arguments]);
        using var environment = new NativeStrings([.. request.Environment.Select(pair => $"{pair.Key}={pair.Value}")]);

        if (OperatingSystem.IsLinux())
        {
            Descriptors.CloseOnExecFrom(3);
        }

        var sources = new List<SafeFileHandle>();
        Check(PosixSpawn.InitActions(actions), "posix_spawn_file_actions_init");
        Check(PosixSpawn.InitAttributes(attributes), "posix_spawnattr_init");
        try
        {
            foreach (var mapping in request.Descriptors)
            {
                var source = Descriptors.Duplicate(mapping.Handle, AboveMapped);
                sources.Add(source);
                Check(PosixSpawn.AddDuplicate(actions, (int)source.DangerousGetHandle(), mapping.Number), "adddup2");
            }

            AddTerminal(actions, request.Terminal);
            AddStandardStreams(actions, request);
            if (request.WorkingFolder is { } folder)
            {
                Check(PosixSpawn.AddChangeFolder(actions, folder), "addchdir_np");
            }

            Check(PosixSpawn.FillSet(set), "sigfillset");
            Check(PosixSpawn.SetDefaultSignals(attributes, set), "posix_spawnattr_setsigdefault");
            Check(PosixSpawn.EmptySet(set), "sigemptyset");
            Check(PosixSpawn.SetMask(attributes, set), "posix_spawnattr_setsigmask");
            Check(PosixSpawn.SetFlags(attributes, Flags(request)), "posix_spawnattr_setflags");
            Check(
                PosixSpawn.Spawn(out var pid, request.Path, actions, attributes, arguments.Pointer, environment.Pointer),
                $"start {request.Path}");
            return new ChildProcess(pid);
        }
        finally
        {
            _ = PosixSpawn.DestroyAttributes(attributes);
            _ = PosixSpawn.DestroyActions(actions);
            sources.ForEach(source => source.Dispose());
        }
    }

    /// <summary>Opens the terminal in the child. The session is created before the actions, so that the terminal becomes its controlling one.</summary>
    private static unsafe void AddTerminal(void* actions, TerminalMapping? terminal)
    {
        const int ReadWrite = 2; // O_RDWR, and not O_NOCTTY
        for (var i = 0; i < terminal?.Numbers.Count; i++)
        {
            Check(
                i == 0
                    ? PosixSpawn.AddOpen(actions, terminal.Numbers[0], terminal.Path, ReadWrite, 0)
                    : PosixSpawn.AddDuplicate(actions, terminal.Numbers[0], terminal.Numbers[i]),
                "addopen");
        }
    }

    /// <summary>Adds descriptors 0, 1 and 2. macOS closes these too by default; Linux keeps them, because they are below the closed range.</summary>
    private static unsafe void AddStandardStreams(void* actions, SpawnRequest request)
    {
        for (var number = 0; OperatingSystem.IsMacOS() && number <= 2; number++)
        {
            if (!request.Descriptors.Any(mapping => mapping.Number == number) && request.Terminal?.Numbers.Contains(number) != true)
            {
                Check(PosixSpawn.AddDuplicate(actions, number, number), "adddup2");
            }
        }
    }

    private static short Flags(SpawnRequest request)
    {
        var flags = PosixSpawn.SetSignalDefault | PosixSpawn.SetSignalMask;
        flags |= request.NewSession ? PosixSpawn.SetSession : 0;
        return (short)(flags | (OperatingSystem.IsMacOS() ? PosixSpawn.CloseOnExecDefault : 0));
    }

    private static void Check(int errno, string call)
    {
        if (errno != 0)
        {
            throw Errno.Error(errno, call);
        }
    }
}
