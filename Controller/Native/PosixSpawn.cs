using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>posix_spawn(3) and its attribute functions. Only <see cref="Spawner"/> calls them.</summary>
internal static unsafe partial class PosixSpawn
{
    /// <summary>Bytes for the opaque structures: the largest is glibc's attribute with 336 bytes.</summary>
    public const int StructureSize = 1024;

    /// <summary>POSIX_SPAWN_SETSIGDEF.</summary>
    public const short SetSignalDefault = 4;

    /// <summary>POSIX_SPAWN_SETSIGMASK.</summary>
    public const short SetSignalMask = 8;

    /// <summary>macOS: POSIX_SPAWN_CLOEXEC_DEFAULT; only descriptors that the file actions name are inherited.</summary>
    public const short CloseOnExecDefault = 0x4000;

    /// <summary>POSIX_SPAWN_SETSID.</summary>
    public static short SetSession => (short)(OperatingSystem.IsMacOS() ? 0x400 : 0x80);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(out int pid, string path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int InitActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int DestroyActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int AddDuplicate(void* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddOpen(void* actions, int target, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddChangeFolder(void* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int InitAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetDefaultSignals(void* attributes, void* set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SetMask(void* attributes, void* set);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int FillSet(void* set);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int EmptySet(void* set);
}
