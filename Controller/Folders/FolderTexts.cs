namespace BotBottle.Controller.Folders;

/// <summary>Messages to the operator about paths in a shared folder. An agent chose the paths, so the code that prints them must clean them.</summary>
internal static class FolderTexts
{
    private const int Named = 5;
    private const int LongestName = 600;

    /// <summary>Joins a few names of a list, with the number of the others. Of a very long list only the beginning is used.</summary>
    public static string Some(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Named).Select(name => name.Length > LongestName ? name[..LongestName] + "…" : name))
            + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    /// <summary>Makes the message about a link or special file below a git folder.</summary>
    public static string Strange(string path, string what) =>
        $"{path} {what}, and came while the agent ran: git on this host writes through links in its folder, or waits at them, so that the agent writes "
            + "outside of its bottle. "
        + $"Remove it before you use git there: rm -r {Quoted(path)}";

    /// <summary>Makes the message about a file that leads git to objects or remotes elsewhere.</summary>
    public static string Lead(string path) =>
        $"{path} came or changed while the agent ran: git on this host goes where it leads, and obeys the config that it finds there. Read it, or remove it "
            + $"before you use git there: rm {Quoted(path)}";

    /// <summary>Makes the message about a setting of git that appeared while the agent could write.</summary>
    public static string Setting(string path, string key) =>
        $"{path} got the setting {key} while a program of this host replaced the file, and the agent could write there: git on this host would run, or "
            + "follow, what it says. "
        + "The file is as it was before, read-only again. If you set it yourself, set it again when the run is over.";

    /// <summary>Quotes a path for a shell.</summary>
    public static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or '@' or ':')
            ? path
            : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
