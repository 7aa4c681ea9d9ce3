using System.Diagnostics;
using BotBottle.Controller.Native;

namespace BotBottle.Bench.Terminals;

/// <summary>A terminal for a program, which reads its output as fast as possible.</summary>
internal sealed class BenchTerminal : IDisposable
{
    private const ulong Size = 50 | (120ul << 16); // rows, columns

    private readonly PseudoTerminal _pty = PseudoTerminal.Open(null, Size);
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly ChildProcess _process;

    /// <summary>Starts a program.</summary>
    /// <param name="folder">Its working folder and HOME.</param>
    /// <param name="command">The program with its arguments.</param>
    public BenchTerminal(string folder, params string[] command)
    {
        _process = Spawner.Start(new SpawnRequest
        {
            Path = "/usr/bin/env",
            Arguments = command,
            Environment = new Dictionary<string, string> { ["HOME"] = folder, ["BOT_BOTTLE_HOME"] = Path.Combine(folder, ".bot-bottle"),
                ["PATH"] = "/usr/bin:/bin", ["TERM"] = "xterm-256color", ["LANG"] = "C.UTF-8" },
            WorkingFolder = Path.Combine(folder, "project"),
            NewSession = true,
            Terminal = new TerminalMapping(_pty.Path, [0, 1, 2]),
        });
        _pty.Own.Dispose();
    }

    /// <summary>Types keys.</summary>
    public void Type(ReadOnlySpan<byte> keys)
    {
        if (Descriptors.TryWrite(_pty.Master, keys) != keys.Length)
        {
            throw new InvalidOperationException("the terminal takes no keys");
        }
    }

    /// <summary>Reads the next output.</summary>
    /// <returns>Empty at the end.</returns>
    public ReadOnlySpan<byte> Read()
    {
        while (true)
        {
            int read = Descriptors.TryRead(_pty.Master, _buffer);
            if (read >= 0)
            {
                return _buffer.AsSpan(0, read);
            }

            if (Polling.Wait([(_pty.Master, Polling.Readable)], 30_000)[0] == 0)
            {
                throw new TimeoutException("nothing is shown");
            }
        }
    }

    /// <summary>Reads to the end.</summary>
    /// <param name="take">Receives each piece; null for none.</param>
    /// <returns>The bytes, and the time from the first of them to the last.</returns>
    public (long Bytes, TimeSpan Time) ReadToEnd(Action<ReadOnlySpan<byte>>? take = null)
    {
        long bytes = 0;
        long began = 0;
        long ended = 0;
        for (ReadOnlySpan<byte> piece; !(piece = Read()).IsEmpty;)
        {
            ended = Stopwatch.GetTimestamp();
            began = began == 0 ? ended : began;
            bytes += piece.Length;
            take?.Invoke(piece);
        }

        _process.Wait();
        return (bytes, Stopwatch.GetElapsedTime(began, ended));
    }

    /// <inheritdoc/>
    public void Dispose() => _pty.Dispose();
}
