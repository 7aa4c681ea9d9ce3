namespace BotBottle.Controller.Native;

/// <summary>Kind of a folder's entry, from lstat(2).</summary>
internal enum EntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A named pipe (FIFO).</summary>
    Pipe,

    /// <summary>A Unix socket.</summary>
    Socket,

    /// <summary>A character or block device, or a kind that this type does not know.</summary>
    Device,
}
