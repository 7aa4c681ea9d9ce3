using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Runs the host's git in a new session and collects its output. System.Diagnostics.Process is not used here. Its first start takes over the operator's
/// terminal, so that the runtime sets the terminal's modes again after each Ctrl-Z. Also, <c>--isolation none</c> ends children that <see cref="ChildProcess"/>
/// does not know.
/// </summary>
internal static class GitProgram
{
    /// <summary>Runs git to its end.</summary>
    /// <param name="git">The program's file.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="input">The bytes for standard input; null for none.</param>
    /// <param name="mostBytes">git is killed if it writes this many bytes or more.</param>
    /// <param name="patience">git is killed after this time.</param>
    /// <returns>Its exit code, its standard output (null if it was too long), and true if it was killed after its time.</returns>
    public static (int Code, byte[]? Output, bool IsLate) Run(
        string git, IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment, string folder, byte[]? input, int mostBytes,
        TimeSpan patience)
    {
        using var text = input is null ? null : Descriptors.Memory("git-input", input);
        using var output = new MemoryStream();
        var end = CapturedProcess.Run(
            new SpawnRequest { Path = git, Arguments = words, Environment = environment, WorkingFolder = folder }, text, output, mostBytes - 1, patience);
        return (end.Code, end.IsWhole ? output.ToArray() : null, end.IsLate);
    }
}
