namespace BotBottle.Controller.Native;

/// <summary>Kind of a file at a path (stat's S_IFMT).</summary>
internal enum FileKind
{
    /// <summary>A file with its own bytes.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A FIFO: opening it waits for the other end.</summary>
    Pipe,

    /// <summary>A Unix socket.</summary>
    Socket,

    /// <summary>A character or block device: it may be endless, and opening it may have an effect.</summary>
    Device,
}
