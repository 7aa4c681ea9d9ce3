namespace BotBottle.Controller.Shared;

/// <summary>Finds a program as a shell does.</summary>
internal static class Executable
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Gets the file that a command names; null if there is none.</summary>
    /// <param name="command">A name to look for along <paramref name="path"/>, or a path.</param>
    /// <param name="path">The value of PATH.</param>
    /// <param name="workingFolder">The folder that a relative path starts from.</param>
    public static string? Find(string command, string path, string workingFolder)
    {
        var candidates = command.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(Path.Combine(workingFolder, command))]
            : path.Split(':').Where(folder => folder.StartsWith('/')).Select(folder => Path.Combine(folder, command));
        return candidates.FirstOrDefault(file =>
            File.Exists(file) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & AnyExecute) != 0);
    }
}
