namespace BotBottle.Controller.Native;

/// <summary>What a file takes of its file system.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file in it.</param>
/// <param name="Links">How many names it has; 0: it was deleted and is open.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Bytes">What it takes on the disk: of a sparse file, what was written.</param>
internal readonly record struct DiskFacts(ulong Device, ulong Inode, uint Links, bool IsFolder, long Bytes);
