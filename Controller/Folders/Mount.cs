namespace BotBottle.Controller.Folders;

/// <summary>One step in building the bottle's tree. Steps run in order, so an outer folder comes before its content.</summary>
/// <param name="Kind">Kind of the step.</param>
/// <param name="Target">The path as the agent sees it.</param>
/// <param name="Source">The host's path; for a link its target.</param>
internal sealed record Mount(MountKind Kind, string Target, string Source = "");

/// <summary>Effect of a step in building the bottle's tree.</summary>
internal enum MountKind
{
    /// <summary>A file or folder of the host, read-only.</summary>
    ReadOnly,

    /// <summary>A file or folder of the host, writable.</summary>
    ReadWrite,

    /// <summary>An empty in-memory folder of limited size.</summary>
    Memory,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>The process file system of the bottle's own process namespace.</summary>
    Processes,

    /// <summary>null, zero, full, random, urandom, tty and a separate pts.</summary>
    Devices,

    /// <summary>Makes the earlier content of the path read-only, without the mounts below it.</summary>
    Seal,
}
