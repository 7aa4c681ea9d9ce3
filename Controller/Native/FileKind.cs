namespace BotBottle.Controller.Native;

/// <summary>What lies at a path (stat's S_IFMT).</summary>
internal enum FileKind
{
    /// <summary>A file with bytes of its own.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A FIFO: whoever opens it waits for the other end.</summary>
    Pipe,

    /// <summary>A Unix socket.</summary>
    Socket,

    /// <summary>A character or block device: it may have no end, and opening it may do something.</summary>
    Device,
}
