using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Moves the bytes: keys and replies to the bottle's terminal, and the agent's output back through the filter. It never blocks on one side.</summary>
/// <param name="terminal">The operator's.</param>
/// <param name="pty">The bottle's.</param>
/// <param name="filter">Filter of the agent's output.</param>
/// <param name="turn">While the terminal is not ours, nothing is read from it.</param>
/// <param name="suspend">Receives the keys.</param>
internal sealed class RelayPump(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter, TerminalTurn turn, SuspendKey suspend)
{
    private const int BufferSize = 1 << 16;
    private const int DrainQuiet = 50; // ms without output after the agent's end, if another process holds its terminal
    private const int DrainMost = 1 << 20;

    private readonly byte[] _read = new byte[BufferSize];
    private readonly EchoOfLine _echo = new();
    private readonly ByteQueue _keys = new(BufferSize);
    private readonly ByteQueue _shown = new(BufferSize);
    private bool _masterOver;

    /// <summary>True if the operator's terminal is closed.</summary>
    public bool IsTerminalGone { get; private set; }

    /// <summary>True if it closed while we were in the foreground; then the bottle's terminal closes too.</summary>
    public bool IsHungUp { get; private set; }

    /// <summary>True if output waits because the shell does not let a background job write (stty tostop).</summary>
    public bool IsHeldBack => !_shown.IsEmpty && !turn.HasScreen && terminal.StopsOutput;

    /// <summary>Waits until bytes can be moved, and moves them.</summary>
    /// <param name="signals">Wakes the wait.</param>
    /// <param name="timeout">In milliseconds.</param>
    /// <returns>True if a signal has arrived.</returns>
    public bool Move(RelaySignals signals, int timeout)
    {
        var master = (short)(_masterOver ? 0 : (_shown.IsEmpty ? Polling.Readable : 0) | (_keys.IsEmpty ? 0 : Polling.Writable));
        var typed = turn.HasKeys && _keys.HasRoom ? Polling.Readable : (short)0;
        var screen = _shown.IsEmpty || IsTerminalGone ? (short)0 : Polling.Writable;
        Span<short> found = stackalloc short[4];
        Polling.Wait([(signals.Wake, Polling.Readable), (pty.Master, master), (terminal.Input, typed), (terminal.Output, screen)], found, timeout);
        if (found[2] != 0)
        {
            ReadKeys();
        }

        if ((found[1] & Polling.Writable) != 0)
        {
            WriteKeys();
        }

        if ((found[1] & (Polling.Readable | Polling.Gone)) != 0 && _shown.IsEmpty)
        {
            ReadShown();
        }

        if (found[3] != 0)
        {
            WriteShown();
        }

        return found[0] != 0;
    }

    /// <summary>Reads a line that the operator's terminal has already echoed in the shell's modes.</summary>
    public void ReadLine()
    {
        if (!_keys.IsEmpty)
        {
            return; // later
        }

        Span<byte> room = _keys.Room();
        var read = Descriptors.TryRead(terminal.Input, room[..^1]);
        if (read >= 0)
        {
            filter.Replies.Read(room[..read]);
            _echo.Expect(room[..read]);
            if (read == 0 || room[read - 1] != (byte)'\n')
            {
                room[read++] = turn.EndOfInput; // it ended the line in place of a line feed
            }

            _keys.Add(read);
            WriteKeys();
        }
    }

    /// <summary>Shows bytes of ours after the waiting ones.</summary>
    public void Show(ReadOnlySpan<byte> bytes)
    {
        if (!IsTerminalGone)
        {
            _shown.Add(bytes);
            WriteShown();
        }
    }

    /// <summary>Writes as many waiting bytes as the terminal takes.</summary>
    public void Flush()
    {
        if (!_shown.WriteTo(terminal.Output))
        {
            Close();
        }
    }

    /// <summary>Checks whether the operator's terminal is closed. Where no key is read and no output waits, no event reports it.</summary>
    public void Look()
    {
        if (terminal.IsGone)
        {
            Close();
        }
    }

    /// <summary>Shows the agent's last output. A process that it left behind may hold its terminal and continue to write, so the time is bounded.</summary>
    public void Drain()
    {
        for (var left = DrainMost; left > 0 && !_masterOver && !IsTerminalGone;)
        {
            if (!_shown.IsEmpty && (IsHeldBack || !terminal.Write(_shown.Take())))
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

        _ = IsTerminalGone || IsHeldBack || terminal.Write(_shown.Take());
    }

    private void ReadKeys()
    {
        turn.LookForReaders();
        if (!turn.HasKeys)
        {
            return;
        }

        Span<byte> room = _keys.Room();
        var read = Descriptors.TryRead(terminal.Input, room);
        if (read == 0 && terminal.IsGone)
        {
            Close();
        }
        else if (read == 0)
        {
            turn.Look(); // the shell has the terminal, or another program read the end of the input
        }
        else if (read > 0)
        {
            var keys = room[..read];
            if (turn.AreTypedAhead)
            {
                turn.AreTypedAhead = false;
                keys.Replace((byte)0, turn.EndOfInput);
            }

            filter.Replies.Read(keys);
            suspend.Typed(keys);
            _keys.Add(read);
            WriteKeys();
        }
    }

    private void WriteKeys() => _masterOver |= !_keys.WriteTo(pty.Master);

    private void ReadShown()
    {
        int read;
        while ((read = Descriptors.TryRead(pty.Master, _read)) > 0)
        {
            _shown.Add(turn.Take()); // a program that draws has changed its terminal's settings before
            _shown.Add(filter.Filter(_echo.Drop(_read.AsSpan(0, read))));
            if (!_shown.HasRoom)
            {
                break; // reads all available bytes, because a terminal gives 4 KiB at once
            }
        }

        _masterOver |= read == 0;
        WriteShown();
    }

    private void WriteShown()
    {
        if (!IsHeldBack)
        {
            Flush();
        }
    }

    /// <summary>Handles the end of the operator's terminal. A job in the background, which its shell has disowned, continues without output.</summary>
    private void Close()
    {
        IsTerminalGone = true;
        _shown.Clear();
        if (turn.HasScreen)
        {
            // The bottle's terminal closes with it. Our own end of it stays open until the agent has started, so that its path is no other terminal's.
            (IsHungUp, _masterOver) = (true, true);
            turn.Lose();
            pty.Master.Dispose();
        }
    }
}
