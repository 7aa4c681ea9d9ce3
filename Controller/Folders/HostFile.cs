using System.IO.Enumeration;

namespace BotBottle.Controller.Folders;

/// <summary>A file or folder that programs of the host obey.</summary>
/// <param name="Path">Below a shared folder's top; an asterisk in a name without a slash stands for anything.</param>
/// <param name="Kind">What is done about it.</param>
/// <param name="Reason">Who obeys it, and when.</param>
internal sealed record HostFile(string Path, HostFileKind Kind, string Reason)
{
    /// <summary>Whether a name at a folder's top is this one's.</summary>
    public bool Matches(string name) => Path.Contains('*', StringComparison.Ordinal) ? FileSystemName.MatchesSimpleExpression(Path, name, ignoreCase: false) : name == Path;
}
