using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Runs the host's git in a new session and collects its output. System.Diagnostics.Process is not used here. Its first start takes over the operator's
/// terminal, so that the runtime sets the terminal's modes again after each Ctrl-Z. Also, <c>--isolation none</c> ends children that <see cref="ChildProcess"/>
/// does not know.
/// </summary>
internal static class GitProgram
{
    private const int Piece = 1 << 14;

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
        var (read, write) = Descriptors.Pipe();
        using (read)
        {
            ChildProcess child;
            using (write)
            using (var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            using (var text = input is null ? null : Descriptors.Memory("git-input", input))
            {
                child = Spawner.Start(new SpawnRequest
                {
                    Path = git,
                    Arguments = words,
                    Environment = environment,
                    WorkingFolder = folder,
                    Descriptors = [new(text ?? nothing, 0), new(write, 1), new(nothing, 2)],
                    NewSession = true,
                });
            }

            using CancellationTokenSource late = new(patience);
            using var kill = late.Token.Register(() => child.Signal(Signal.Kill));
            var output = ReadAll(read, mostBytes);
            if (output is null)
            {
                child.Signal(Signal.Kill);
            }

            return (child.Wait().Code, output, late.IsCancellationRequested);
        }
    }

    private static byte[]? ReadAll(SafeFileHandle output, int most)
    {
        using MemoryStream all = new();
        var piece = new byte[Piece];
        for (int read; all.Length < most && (read = Descriptors.Read(output, piece)) > 0;)
        {
            all.Write(piece, 0, read);
        }

        return all.Length < most ? all.ToArray() : null;
    }
}
