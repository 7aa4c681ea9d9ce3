namespace BotBottle.Controller.Native;

/// <summary>An entry of a folder.</summary>
/// <param name="Name">The name for people: bytes that are not UTF-8 are replaced.</param>
/// <param name="Kind">Kind of the entry; a link is not followed.</param>
/// <param name="Bytes">The kernel's name, with a NUL at the end.</param>
internal readonly record struct FolderEntry(string Name, FileKind Kind, byte[] Bytes);
