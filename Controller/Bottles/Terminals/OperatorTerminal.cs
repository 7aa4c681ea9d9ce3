using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>The operator's terminal, as <c>run</c> uses it: no file descriptor of it reaches a bottle.</summary>
internal sealed class OperatorTerminal : IDisposable
{
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(10);

    private readonly SafeFileHandle _input;
    private readonly SafeFileHandle _output;
    private readonly int _ownGroup = Processes.Group(0);
    private TerminalSettings? _shells;
    private TerminalSettings? _raw;

    private OperatorTerminal(SafeFileHandle input, SafeFileHandle output)
    {
        _input = input;
        _output = output;
    }

    /// <summary>Opens the terminal.</summary>
    /// <returns>Null if neither standard input nor output is a terminal.</returns>
    /// <exception cref="BottleException">It cannot be opened, or its window is closed.</exception>
    public static OperatorTerminal? Open()
    {
        if (Terminal.IsClosed(0) || Terminal.IsClosed(1))
        {
            throw Closed();
        }

        if (!Terminal.Is(0) && !Terminal.Is(1))
        {
            return null;
        }

        var input = Terminal.OpenAgain(Terminal.Is(0) ? 0 : 1);
        var output = Terminal.OpenAgain(Terminal.Is(1) ? 1 : 0);
        return input is null || output is null
            ? throw new BottleException(
                "the terminal cannot be opened; it may be another user's. After su, use su --pty, or put input and output into files or pipes.")
            : new OperatorTerminal(input, output);
    }

    /// <summary>Makes the error of a window that was closed before the agent started.</summary>
    public static BottleException Closed() => new("the terminal was closed before the agent started.");

    /// <summary>The file descriptor for keys and replies.</summary>
    public SafeFileHandle Input => _input;

    /// <summary>The file descriptor for output.</summary>
    public SafeFileHandle Output => _output;

    /// <summary>True if our job is in the foreground of the shell.</summary>
    public bool IsOurTurn => Terminal.Foreground(_input) is var group && (group == _ownGroup || (group == 0 && ForeignTerminal.IsOurTurn(_input)));

    /// <summary>True if the window is closed, or the connection lost.</summary>
    public bool IsGone => Terminal.Foreground(_input) < 0;

    /// <summary>True if output from the background would stop us.</summary>
    public bool StopsOutput => !IsOurTurn && Terminal.Save(_input) is { StopsOutput: true };

    /// <summary>True if another program of our job, such as a pager, has changed the terminal's mode.</summary>
    public bool IsAnothers => IsShared && Terminal.Save(_input) is { } now && (_raw is null ? !now.IsCanonical : !now.IsSameAs(_raw));

    /// <summary>True if our input or output goes elsewhere, so that another program of a pipeline may use the terminal.</summary>
    public bool IsShared { get; } = !Terminal.Is(0) || !Terminal.Is(1);

    /// <summary>True if typed input is unread; whole lines, if the terminal is in line mode.</summary>
    public bool HasInput => Polling.Wait([(_input, Polling.Readable)], 0)[0] == Polling.Readable;

    /// <summary>
    /// True if a parent of our job in our session and another group exists: that is a shell with job control. Without it, no process would wake us. Scripts,
    /// make and sudo belong to our job.
    /// </summary>
    public static bool ShellCanWakeUs()
    {
        var (parent, group) = (Processes.Parent(), Processes.Group(0));
        while (parent > 0 && Processes.Group(parent) == group)
        {
            parent = ProcessFields.ParentOf(parent);
        }

        return parent > 0 && Processes.Session(parent) == Processes.Session(0);
    }

    /// <summary>The present settings.</summary>
    public TerminalSettings? Settings => Terminal.Save(_input);

    /// <summary>The present size.</summary>
    public ulong Size => Terminal.Size(_output);

    /// <summary>Sets raw mode, and keeps the shell's settings.</summary>
    public void MakeRaw()
    {
        _shells ??= Terminal.Save(_input);
        if (_shells is { } settings)
        {
            Terminal.Restore(_input, Terminal.Raw(settings, keepOutput: !Terminal.Is(1)));
            _raw = Terminal.Save(_input); // as the terminal accepted it
        }
    }

    /// <summary>Restores the shell's settings.</summary>
    public void PutBack()
    {
        if (_shells is { } settings)
        {
            if (!IsAnothers)
            {
                Terminal.Restore(_input, settings);
            }

            (_shells, _raw) = (null, null);
        }
    }

    /// <summary>Drops unread input from the keyboard or the terminal.</summary>
    public void DropInput() => Terminal.DropInput(_input);

    /// <summary>Writes all bytes, unless the terminal takes none for ten seconds.</summary>
    /// <returns>False if it takes none, or is closed.</returns>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = Descriptors.TryWrite(_output, bytes);
            if (written == 0 || (written < 0 && Polling.Wait([(_output, Polling.Writable)], (int)Stuck.TotalMilliseconds)[0] != Polling.Writable))
            {
                return false;
            }

            bytes = bytes[Math.Max(written, 0)..];
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
    }
}
