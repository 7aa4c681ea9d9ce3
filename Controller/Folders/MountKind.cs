namespace BotBottle.Controller.Folders;

/// <summary>What a step of the bottle's tree puts at its place.</summary>
internal enum MountKind
{
    /// <summary>A file or folder of the host, read-only.</summary>
    ReadOnly,

    /// <summary>A file or folder of the host, writable.</summary>
    ReadWrite,

    /// <summary>An empty folder in memory, bounded.</summary>
    Memory,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>The process file system of the bottle's own process namespace.</summary>
    Processes,

    /// <summary>null, zero, full, random, urandom, tty, a pts of its own.</summary>
    Devices,

    /// <summary>What was put there becomes read-only; what is mounted below it stays as it is.</summary>
    Seal,
}
