using System.Diagnostics;
using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Relays standard error of an agent without a terminal to the operator's terminal. It uses a pipe, because a process that has a terminal open can read from
/// it. If the terminal is closed, the rest is lost and the agent continues.
/// </summary>
internal sealed class ErrorRelay : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500); // for processes that the agent left behind and that hold the pipe
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(10); // for a terminal that takes no output
    private const int LookEvery = 100; // ms

    private readonly (SafeFileHandle Read, SafeFileHandle Write) _pipe = Descriptors.Pipe();
    private readonly SafeFileHandle _terminal = Terminal.OpenAgain(2) ?? Descriptors.Duplicate(new SafeFileHandle(2, ownsHandle: false));
    private readonly TerminalFilter _filter;
    private readonly Task _copying;
    private volatile bool _writing;
    private volatile bool _ending;
    private bool _gone;

    /// <summary>Begins to relay.</summary>
    /// <param name="filter">Passes only text and its colours, because another program may use the terminal and replies would not be read.</param>
    public ErrorRelay(TerminalFilter filter)
    {
        _filter = filter;
        filter.Foreground = false;
        _copying = Task.Factory.StartNew(Copy, TaskCreationOptions.LongRunning);
    }

    /// <summary>The agent's end of the pipe.</summary>
    public SafeFileHandle Pipe => _pipe.Write;

    /// <summary>Waits for pending output, and resets the modes that were switched on.</summary>
    public async Task EndAsync()
    {
        _ending = true;
        _pipe.Write.Dispose();
        var since = Stopwatch.GetTimestamp();
        while (!_copying.IsCompleted && Stopwatch.GetElapsedTime(since) < (_writing ? Stuck : Patience))
        {
            await Task.WhenAny(_copying, Task.Delay(LookEvery));
        }

        if (_copying.IsCompleted)
        {
            await _copying;
            Show(_filter.Leave(broken: false), Stuck);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipe.Write.Dispose();
        if (_copying.IsCompleted)
        {
            _pipe.Read.Dispose();
            _terminal.Dispose();
        }
    }

    /// <summary>
    /// True if the kernel would stop us for output from the background (stty tostop): then the bottle would have no guard. After the bottle's end there is
    /// nothing to guard.
    /// </summary>
    private bool IsHeldBack =>
        !_ending && Terminal.Foreground(_terminal) is > 0 and var group && group != Processes.Group(0) && Terminal.Save(_terminal) is { StopsOutput: true };

    private void Copy()
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = Descriptors.Read(_pipe.Read, buffer)) > 0;)
        {
            Show(_filter.Filter(buffer.AsSpan(0, read)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Show(ReadOnlySpan<byte> bytes, TimeSpan patience)
    {
        _writing = true;
        while (IsHeldBack)
        {
            Polling.Wait([], LookEvery);
        }

        while (!_gone && !bytes.IsEmpty)
        {
            var written = Descriptors.TryWrite(_terminal, bytes);
            _gone = written == 0;
            if (written < 0 && Polling.Wait([(_terminal, Polling.Writable)], (int)patience.TotalMilliseconds)[0] == 0)
            {
                break;
            }

            bytes = bytes[Math.Max(written, 0)..];
        }

        _writing = false;
    }
}
