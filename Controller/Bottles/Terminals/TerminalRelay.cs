using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Carries keys from the operator's terminal to the bottle's, and what the agent shows back, through the filter. One thread polls both ways: a terminal that takes nothing keeps
/// back the agent's output, and never Ctrl-C. While the shell has another job in the foreground, nothing is read and no mode is set.
/// </summary>
/// <param name="terminal">The operator's.</param>
/// <param name="pty">The bottle's.</param>
/// <param name="filter">What the agent may say.</param>
/// <param name="bottle">Whose terminal it is.</param>
internal sealed class TerminalRelay(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter, RunningBottle bottle) : IDisposable
{
    private const int BufferSize = 1 << 16;
    private const int LookEvery = 100; // ms; nobody is told of an agent that stops, nor of a job that comes to the foreground
    private const int StopPatience = 1000; // ms in which Ctrl-Z has to have an effect
    private const int DrainQuiet = 50; // ms without output, when the agent is gone and something else holds its terminal
    private const int DrainMost = 1 << 20;

    private readonly byte[] _read = new byte[BufferSize];
    private readonly ByteQueue _keys = new(BufferSize);
    private readonly ByteQueue _shown = new(BufferSize);
    private readonly RelaySignals _signals = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ours; // the terminal is the agent's to use, by us
    private bool _masterOver;
    private bool _terminalGone;
    private long _lookAt;
    private long _stopAt = long.MaxValue;
    private int _stopGroup;

    /// <summary>Begins. The agent may start when this returns: its terminal has the size of the operator's.</summary>
    public void Start()
    {
        var ready = new ManualResetEventSlim();
        new Thread(() => Run(ready)) { IsBackground = true, Name = "terminal" }.Start();
        ready.Wait();
    }

    /// <summary>Shows a line of ours on the terminal, between two of the agent's.</summary>
    /// <returns>False when the terminal is not in use: the line is written in the usual way.</returns>
    public bool TryTell(string text) => _signals.TryTell(text);

    /// <summary>The agent is gone: shows what is left, gives the terminal back and completes.</summary>
    /// <param name="broken">It did not end by itself.</param>
    public Task EndAsync(bool broken)
    {
        _signals.End(broken);
        return _done.Task;
    }

    private void Run(ManualResetEventSlim ready)
    {
        Terminal.IgnoreTurns();
        try
        {
            Take();
            ready.Set();
            while (!_signals.Ending)
            {
                Turn(LookEvery);
                Look();
            }

            Drain();
            GiveBack(_signals.Broken);
            _done.SetResult();
        }
        catch (Exception failure)
        {
            terminal.PutBack();
            _done.SetException(failure);
        }
        finally
        {
            ready.Set();
        }
    }

    /// <summary>After the end.</summary>
    public void Dispose() => _signals.Dispose();

    /// <summary>Waits until something can be done, and does it.</summary>
    private void Turn(int timeout)
    {
        var master = (short)(_masterOver ? 0 : (_shown.IsEmpty ? Polling.Readable : 0) | (_keys.IsEmpty ? 0 : Polling.Writable));
        var typed = _ours && _keys.HasRoom ? Polling.Readable : (short)0;
        var screen = _shown.IsEmpty || _terminalGone ? (short)0 : Polling.Writable;
        Span<short> found = stackalloc short[4];
        Polling.Wait([(_signals.Wake, Polling.Readable), (pty.Master, master), (terminal.Input, typed), (terminal.Output, screen)], found, timeout);
        if (found[0] != 0)
        {
            _signals.Clear();
            _lookAt = 0;
        }

        if (found[2] != 0)
        {
            ReadKeys();
        }

        if ((found[1] & Polling.Writable) != 0)
        {
            _masterOver |= !_keys.WriteTo(pty.Master);
        }

        if ((found[1] & (Polling.Readable | Polling.Gone)) != 0 && _shown.IsEmpty)
        {
            ReadShown();
        }

        if (found[3] != 0)
        {
            WriteShown();
        }

        if (_signals.TakeTold() is { } told && filter.IsBetween)
        {
            Show(Encoding.UTF8.GetBytes(_ours ? told.Replace("\n", "\r\n", StringComparison.Ordinal) : told));
        }
    }

    private void ReadKeys()
    {
        Span<byte> room = _keys.Room();
        var read = Descriptors.TryRead(terminal.Input, room);
        if (read == 0)
        {
            _ours = terminal.IsOurTurn;
            filter.Foreground = _ours;
            if (_ours)
            {
                HangUp();
            }
        }
        else if (read > 0)
        {
            var keys = room[..read];
            filter.Replies.Read(keys);
            if (Terminal.Save(pty.Master) is { HasSignals: true } settings && keys.Contains(settings.Suspend))
            {
                (_stopAt, _stopGroup) = (Environment.TickCount64 + StopPatience, Terminal.Foreground(pty.Master));
            }

            _keys.Add(read);
            _masterOver |= !_keys.WriteTo(pty.Master);
        }
    }

    /// <summary>Whether Ctrl-Z was typed and nothing came of it. A job of a shell in the bottle stops, and the shell takes its terminal back; the agent stops, which is seen.
    /// A group without its leader does not count as stopped.</summary>
    private bool IsStopIgnored(long now)
    {
        var due = now >= _stopAt;
        _stopAt = due ? long.MaxValue : _stopAt;
        return due && Terminal.Foreground(pty.Master) == _stopGroup && !Sandbox.AgentProcess.IsStopped(_stopGroup);
    }

    private void ReadShown()
    {
        var read = Descriptors.TryRead(pty.Master, _read);
        if (read == 0)
        {
            _masterOver = true;
        }
        else if (read > 0)
        {
            Show(filter.Filter(_read.AsSpan(0, read)));
        }
    }

    private void Show(ReadOnlySpan<byte> bytes)
    {
        if (!_terminalGone)
        {
            _shown.Add(bytes);
            WriteShown();
        }
    }

    private void WriteShown()
    {
        if (!_ours && terminal.StopsOutput)
        {
            StopJob();
        }

        if (!_shown.WriteTo(terminal.Output))
        {
            HangUp();
        }
    }

    /// <summary>The operator's terminal is gone; so the bottle's goes: who runs on it gets SIGHUP, as in a window that is closed.</summary>
    private void HangUp()
    {
        (_terminalGone, _masterOver, _ours) = (true, true, false);
        _shown.Clear();
        pty.Dispose();
    }

    /// <summary>What no event tells: whose turn it is, whether the agent has stopped, another size.</summary>
    private void Look()
    {
        var now = Environment.TickCount64;
        if (_terminalGone || now < _lookAt)
        {
            return;
        }

        _lookAt = now + LookEvery;
        if (_ours && (!terminal.IsOurTurn || terminal.IsAnothers))
        {
            _ours = false;
            filter.Foreground = false;
        }

        Take();
        if (_signals.TakeStop() || IsStopIgnored(now) || bottle.HasStopped)
        {
            StopJob();
        }

        if (_ours && _signals.TakeResize())
        {
            Terminal.Resize(pty.Master, terminal.Size);
        }
    }

    /// <summary>Takes the terminal for the agent, if it is our turn.</summary>
    private void Take()
    {
        if (_ours || _terminalGone || !terminal.IsOurTurn || terminal.IsAnothers)
        {
            return;
        }

        terminal.MakeRaw();
        _ours = true;
        filter.Foreground = true;
        Terminal.Resize(pty.Master, terminal.Size);
        Show(filter.Return());
    }

    /// <summary>Ctrl-Z: stops every process of the bottle, gives the terminal to the shell and stops with our job, until the shell goes on.</summary>
    private void StopJob()
    {
        _stopAt = long.MaxValue;
        if (!OperatorTerminal.ShellCanWakeUs())
        {
            bottle.Continue(new HashSet<int> { bottle.AgentPid }); // nobody would ever wake us
            return;
        }

        IReadOnlySet<int> stopped;
        try
        {
            stopped = bottle.Stop();
        }
        catch (BottleException)
        {
            return; // it could not be stopped, and runs on; so do we
        }

        Drain();
        GiveBack(broken: false);
        _signals.StopUntilContinued();
        Take();
        var foreground = Terminal.Foreground(pty.Master);
        bottle.Continue(stopped.Append(bottle.AgentPid).ToHashSet()); // it had stopped itself, and is woken as fg does, with its foreground
        if (foreground > 0)
        {
            Processes.Kill(-foreground, Signal.Continue);
        }

        if (_ours && filter.IsScreen)
        {
            Repaint();
        }
    }

    /// <summary>A program draws its screen anew when the size changes, and only then.</summary>
    private void Repaint()
    {
        var size = terminal.Size;
        if ((ushort)size > 1)
        {
            Terminal.Resize(pty.Master, size - 1); // the low word is the number of rows
            Polling.Wait([], 1);
        }

        Terminal.Resize(pty.Master, size);
    }

    /// <summary>Shows what the agent wrote last. Something that it left behind may hold its terminal and write on: that has an end.</summary>
    private void Drain()
    {
        for (var left = DrainMost; left > 0 && !_masterOver && !_terminalGone;)
        {
            if (!_shown.IsEmpty && !terminal.Write(_shown.Take()))
            {
                break;
            }

            var read = Descriptors.TryRead(pty.Master, _read);
            if (read == 0 || (read < 0 && Polling.Wait([(pty.Master, Polling.Readable)], DrainQuiet)[0] == 0))
            {
                break;
            }

            left -= Math.Max(read, 0);
            _shown.Add(read > 0 ? filter.Filter(_read.AsSpan(0, read)) : default);
        }

        _ = _terminalGone || terminal.Write(_shown.Take());
    }

    /// <summary>Gives the terminal back to the shell: modes, late replies, settings.</summary>
    private void GiveBack(bool broken)
    {
        if (!_ours)
        {
            return;
        }

        var late = filter.Reports;
        terminal.Write(filter.Leave(broken));
        if (late)
        {
            LateReplies.Drop(terminal, filter.Replies);
        }

        terminal.PutBack();
        _ours = false;
        filter.Foreground = false;
    }
}
