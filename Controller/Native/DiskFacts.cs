namespace BotBottle.Controller.Native;

/// <summary>Use of a file system by one file.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file's number in it.</param>
/// <param name="Links">Number of its names; 0 if it was deleted and is still open.</param>
/// <param name="IsFolder">True for a folder.</param>
/// <param name="Bytes">Allocated bytes on the disk: of a sparse file, only the written parts.</param>
internal readonly record struct DiskFacts(ulong Device, ulong Inode, uint Links, bool IsFolder, long Bytes);
