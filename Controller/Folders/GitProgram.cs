using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Runs the host's git in a session of its own and collects its output. System.Diagnostics.Process does not serve here: its first start takes the operator's terminal over, so that the
/// runtime sets the terminal's modes again after each Ctrl-Z, and <c>--isolation none</c> ends the children that <see cref="ChildProcess"/> does not know.
/// </summary>
internal static class GitProgram
{
    private const int Piece = 1 << 14;

    /// <summary>Runs it to its end.</summary>
    /// <param name="git">The program's file.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="folder">Where it starts.</param>
    /// <param name="input">What it reads from standard input; null for nothing.</param>
    /// <param name="mostBytes">git is killed when it writes as much or more.</param>
    /// <param name="patience">git is killed after that.</param>
    /// <returns>Its exit code, its standard output (null when that was too much), and whether it was killed for being late.</returns>
    public static (int Code, byte[]? Output, bool IsLate) Run(
        string git, IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment, string folder, byte[]? input, int mostBytes, TimeSpan patience)
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
