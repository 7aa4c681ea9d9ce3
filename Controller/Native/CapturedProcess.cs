using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>The end of a program whose output was collected.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Errors">The start of its standard error.</param>
/// <param name="IsLate">True if it was killed after its time.</param>
/// <param name="IsWhole">False if it was killed because its output was too long.</param>
internal sealed record CapturedProcess(int Code, string Errors, bool IsLate, bool IsWhole)
{
    private const int Piece = 1 << 16;
    private const int MostErrors = 1 << 14;

    /// <summary>Runs a program in a new session to its end.</summary>
    /// <param name="request">The program; its standard streams are set here.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="output">Receives its standard output.</param>
    /// <param name="mostBytes">It is killed if it writes more.</param>
    /// <param name="patience">It is killed after this time.</param>
    public static CapturedProcess Run(SpawnRequest request, SafeFileHandle? input, Stream output, long mostBytes, TimeSpan patience)
    {
        (SafeFileHandle read, SafeFileHandle write) = Descriptors.Pipe();
        using (read)
        {
            bool isWhole = true;
            CapturedProcess end = Run(request, input, write, patience, child =>
            {
                write.Dispose();
                isWhole = Copy(read, output, mostBytes);
                if (!isWhole)
                {
                    child.Signal(Signal.Kill);
                }
            });
            return end with { IsWhole = isWhole };
        }
    }

    /// <summary>
    /// Runs a program in a new session to its end, with a file for its standard output. If we are killed meanwhile, it goes on to its end all the same: it
    /// writes to no pipe that could break.
    /// </summary>
    /// <param name="request">The program; its standard streams are set here.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="output">Its standard output.</param>
    /// <param name="patience">It is killed after this time.</param>
    public static CapturedProcess Run(SpawnRequest request, SafeFileHandle? input, SafeFileHandle output, TimeSpan patience) =>
        Run(request, input, output, patience, static _ => { });

    private static CapturedProcess Run(
        SpawnRequest request, SafeFileHandle? input, SafeFileHandle output, TimeSpan patience, Action<ChildProcess> started)
    {
        using SafeFileHandle errors = Descriptors.Memory("errors", []);
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        ChildProcess child = Spawner.Start(request with { Descriptors = [new(input ?? nothing, 0), new(output, 1), new(errors, 2)], NewSession = true });
        using CancellationTokenSource late = new(patience);
        using CancellationTokenRegistration kill = late.Token.Register(() => child.Signal(Signal.Kill));
        started(child);
        return new CapturedProcess(child.Wait().Code, TextOf(errors), late.IsCancellationRequested, IsWhole: true);
    }

    private static bool Copy(SafeFileHandle from, Stream to, long most)
    {
        byte[] piece = new byte[Piece];
        for (int count; (count = Descriptors.Read(from, piece)) > 0;)
        {
            most -= count;
            if (most < 0)
            {
                return false;
            }

            to.Write(piece, 0, count);
        }

        return true;
    }

    private static string TextOf(SafeFileHandle errors)
    {
        byte[] text = new byte[Math.Min(RandomAccess.GetLength(errors), MostErrors)];
        return Encoding.UTF8.GetString(text, 0, RandomAccess.Read(errors, text, 0)).Trim();
    }
}
