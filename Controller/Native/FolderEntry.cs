namespace BotBottle.Controller.Native;

/// <summary>An entry of a folder.</summary>
/// <param name="Name">For people: bytes that are no UTF-8 are replaced.</param>
/// <param name="Kind">What it is; a link is not followed.</param>
/// <param name="Bytes">The name as the kernel has it, with NUL behind it.</param>
internal readonly record struct FolderEntry(string Name, EntryKind Kind, byte[] Bytes);
