using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The bottle's <c>git</c>, first on its PATH: a shell script that becomes the host's git. If that could not write a repository's read-only settings, the
/// script adds a sentence ("Device or resource busy" does not tell the reason). It protects nothing: the masks do.
/// </summary>
internal static class GitCommand
{
    /// <summary>Its folder in the bottle.</summary>
    public const string Folder = "/run/bot-bottle/bin";

    /// <summary>Writes the script, if there is a git.</summary>
    /// <param name="folder">A new folder, which the bottle sees as <see cref="Folder"/>; unchanged for a resumed run.</param>
    /// <param name="path">The agent's PATH.</param>
    /// <returns>False if the bottle has no git.</returns>
    public static bool Write(string folder, string path)
    {
        if (Executable.Find("git", path, "/") is not { } git)
        {
            return false;
        }

        using StreamReader script = new(typeof(GitCommand).Assembly.GetManifestResourceStream("BotBottle.Controller.Folders.git.sh")!);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "git");
        File.WriteAllText(file, script.ReadToEnd().Replace("@GIT@", $"'{git.Replace("'", "'\\''", StringComparison.Ordinal)}'", StringComparison.Ordinal));
        File.SetUnixFileMode(
            file,
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        return true;
    }
}
