using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.Controller.Bottles.Terminals;

/// <summary>A terminal whose other end the test holds: it records every byte, reads only when the test does, and shows the terminal's settings.</summary>
[SupportedOSPlatform("linux")]
internal sealed class OperatorPty : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly PseudoTerminal _pty = PseudoTerminal.Open(null, SizeOf(24, 80));
    private readonly StringBuilder _seen = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _from;

    public OperatorPty(BottleHost host, IReadOnlyList<int> numbers, IReadOnlyDictionary<string, string?> variables, params string[] command)
    {
        Dictionary<string, string> environment = new()
        {
            ["HOME"] = host.Home, ["BOT_BOTTLE_HOME"] = host.State, ["PATH"] = "/usr/bin:/bin", ["TERM"] = "xterm", ["PS1"] = "$ ", ["NO_COLOR"] = "1",
        };
        foreach (var (name, value) in variables)
        {
            environment[name] = value ?? "";
        }

        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Process = Spawner.Start(new SpawnRequest
        {
            Path = "/usr/bin/env",
            Arguments = command,
            Environment = environment,
            WorkingFolder = host.Project,
            Descriptors = [.. Enumerable.Range(0, 3).Except(numbers).Select(number => new DescriptorMapping(nothing, number))],
            NewSession = true,
            Terminal = new TerminalMapping(_pty.Path, numbers),
        });
        Before = Settings;
        _pty.Own.Dispose();
    }

    public OperatorPty(BottleHost host, params string[] command)
        : this(host, [0, 1, 2], new Dictionary<string, string?>(), command)
    {
    }

    /// <summary>A shell with job control.</summary>
    public static OperatorPty Shell(BottleHost host, IReadOnlyDictionary<string, string?>? variables = null, params string[] by) =>
        new(host, [0, 1, 2], variables ?? new Dictionary<string, string?>(), [.. by, "/bin/bash", "--norc", "--noprofile", "--noediting", "-i"]);

    public ChildProcess Process { get; }

    public string Path => _pty.Path;

    /// <summary>The terminal's settings at the start of the command.</summary>
    public TerminalSettings Before { get; }

    public TerminalSettings Settings => Terminal.Save(_pty.Master)!;

    public int Foreground => Terminal.Foreground(_pty.Master);

    /// <summary>All bytes that were read, as Latin-1.</summary>
    public string Recorded => _seen.ToString();

    public void Type(string keys) =>
        Assert.That(Descriptors.TryWrite(_pty.Master, Encoding.Latin1.GetBytes(keys)), Is.EqualTo(keys.Length), "the terminal is gone");

    public void Resize(int rows, int columns) => Terminal.Resize(_pty.Master, SizeOf(rows, columns));

    /// <summary>Reads until the text appears, after the text that was expected before.</summary>
    /// <returns>The text before it.</returns>
    public string Expect(string text)
    {
        long since = Stopwatch.GetTimestamp();
        int at;
        while ((at = Recorded.IndexOf(text, _from, StringComparison.Ordinal)) < 0)
        {
            Assert.That(Stopwatch.GetElapsedTime(since), Is.LessThan(Patience), $"'{text}' did not appear; on the screen: {Recorded[_from..]}");
            if (!Read(200) && (at = Recorded.IndexOf(text, _from, StringComparison.Ordinal)) < 0)
            {
                Assert.Fail($"'{text}' did not come before the end; on the screen: {Recorded[_from..]}");
            }
        }

        string before = Recorded[_from..at];
        _from = at + text.Length;
        return before;
    }

    /// <summary>Reads to the end of the command.</summary>
    /// <returns>Its exit code.</returns>
    public int End()
    {
        long since = Stopwatch.GetTimestamp();
        ExitStatus? end;
        while ((end = Process.Poll(stops: false)) is null)
        {
            Assert.That(Stopwatch.GetElapsedTime(since), Is.LessThan(Patience), $"no end; on the screen: {Recorded[_from..]}");
            Read(20);
        }

        while (Read(0))
        {
        }

        return end.Value.Code;
    }

    /// <summary>Closes the window, so that the other end is closed.</summary>
    public void HangUp() => _pty.Dispose();

    /// <summary>Ends a shell that shows its prompt.</summary>
    public void ExitShell()
    {
        Type("exit\r");
        End();
    }

    public void Dispose()
    {
        Process.Signal(Signal.Kill);
        _pty.Dispose();
        Process.Wait();
    }

    private static ulong SizeOf(int rows, int columns) => (uint)rows | ((ulong)(uint)columns << 16);

    /// <returns>False if nothing arrived or no process has the terminal open.</returns>
    private bool Read(int milliseconds)
    {
        Polling.Wait([(_pty.Master, Polling.Readable)], milliseconds);
        int read = Descriptors.TryRead(_pty.Master, _buffer);
        _seen.Append(Encoding.Latin1.GetString(_buffer, 0, Math.Max(read, 0)));
        return read > 0 || (read < 0 && milliseconds > 0);
    }
}
