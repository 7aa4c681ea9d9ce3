using System.IO.Enumeration;

namespace BotBottle.Controller.Folders;

/// <summary>A file or folder that programs of the host obey.</summary>
/// <param name="Path">Path below a shared folder's top; an asterisk in a name without a slash matches any text.</param>
/// <param name="Kind">Treatment of the file.</param>
/// <param name="Reason">The programs that obey it, and when.</param>
internal sealed record HostFile(string Path, HostFileKind Kind, string Reason)
{
    /// <summary>True if a name at a folder's top matches this one.</summary>
    public bool Matches(string name) =>
        Path.Contains('*', StringComparison.Ordinal) ? FileSystemName.MatchesSimpleExpression(Path, name, ignoreCase: false) : name == Path;

    /// <summary>True for a path from a folder's top that is this one or, if this may be a folder, in it; whatever the case of its letters.</summary>
    public bool Holds(ReadOnlySpan<char> path) =>
        path.Equals(Path, StringComparison.OrdinalIgnoreCase)
        || (Path[0] == '.' && path.Length > Path.Length && path[Path.Length] == '/' && path.StartsWith(Path, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Treatment of a file or folder that programs of the host obey.</summary>
internal enum HostFileKind
{
    /// <summary>Read-only; if it does not exist, an empty folder takes its place while a run lives.</summary>
    Masked,

    /// <summary>Read-only if it exists; a new one is reported at the end.</summary>
    MaskedIfThere,

    /// <summary>Stays writable, because an agent may need to change it; reported at the end with the changed lines.</summary>
    Named,
}
