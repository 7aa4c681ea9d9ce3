using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Relays keys from the operator's terminal to the bottle's, and the agent's output back through the filter. One thread polls both directions: a terminal that
/// takes no output holds back the agent's output, but never Ctrl-C. While the shell has another job in the foreground, nothing is read and no mode is set.
/// </summary>
internal sealed class TerminalRelay : IDisposable
{
    private const int LookEvery = 100; // ms; no event reports an agent that stops, or a job that comes to the foreground

    // ms after a change of the size, and after each repeat
    private const int FirstRepeat = 200;
    private const int LastRepeat = 10_000;

    private readonly OperatorTerminal _terminal;
    private readonly TerminalFilter _filter;
    private readonly TerminalTurn _turn;
    private readonly SuspendKey _suspend;
    private readonly RelayPump _pump;
    private readonly RelayedJob _job;
    private readonly RunningBottle _bottle;
    private readonly RelaySignals _signals = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lookAt;
    private long _repeatAt = long.MaxValue;
    private int _repeatAfter;
    private bool _hungUp;

    /// <summary>Prepares the relay.</summary>
    /// <param name="terminal">The operator's.</param>
    /// <param name="pty">The bottle's.</param>
    /// <param name="filter">Filter of the agent's output.</param>
    /// <param name="bottle">Owner of the terminal.</param>
    public TerminalRelay(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter, RunningBottle bottle)
    {
        _terminal = terminal;
        _filter = filter;
        _bottle = bottle;
        _turn = new TerminalTurn(terminal, pty, filter);
        _suspend = new SuspendKey(pty);
        _pump = new RelayPump(terminal, pty, filter, _turn, _suspend);
        _job = new RelayedJob(terminal, pty, filter, bottle);
    }

    /// <summary>Begins to relay. The agent may start when this returns: its terminal has the operator's size.</summary>
    public void Start()
    {
        var ready = new ManualResetEventSlim();
        new Thread(() => Run(ready)) { IsBackground = true, Name = "terminal" }.Start();
        ready.Wait();
    }

    /// <summary>Shows one of our lines on the terminal, between two of the agent's.</summary>
    /// <returns>False if the terminal is not in use: the line must be written in the usual way.</returns>
    public bool TryTell(string text) => _signals.TryTell(text);

    /// <summary>Sends Ctrl-C or Ctrl-\ that became a signal, because the terminal is not in raw mode, as a key to the bottle's terminal.</summary>
    /// <returns>False if another process sent the signal.</returns>
    public bool TryInterrupt(int signal)
    {
        var isKey = _turn.HasScreen && !_turn.HasKeys;
        if (isKey)
        {
            _signals.Interrupt(signal);
        }

        return isKey;
    }

    /// <summary>Shows the remaining output after the agent's end, restores the terminal and completes.</summary>
    /// <param name="broken">True if the agent did not end by itself.</param>
    public Task EndAsync(bool broken)
    {
        _signals.End(broken);
        return _done.Task;
    }

    /// <summary>Called after the end.</summary>
    public void Dispose() => _signals.Dispose();

    private void Run(ManualResetEventSlim ready)
    {
        Terminal.IgnoreTurns();
        try
        {
            _pump.Show(_turn.Take());
            ready.Set();
            while (!_signals.Ending)
            {
                Turn();
            }

            _pump.Drain();
            if (_pump.IsHeldBack && !_signals.Broken) // a bottle that a policy or an operator ended does not wait for its shell
            {
                Stop();
                _pump.Drain();
            }

            _turn.GiveBack(_signals.Broken);
            if (Told() is { } told && !_pump.IsTerminalGone)
            {
                _terminal.Write(told);
            }

            _done.SetResult();
        }
        catch (Exception failure)
        {
            _terminal.PutBack();
            _done.SetException(failure);
            _job.GiveUp();
        }
        finally
        {
            ready.Set();
        }
    }

    private void Turn()
    {
        if (_pump.Move(_signals, LookEvery))
        {
            _signals.Clear();
            _lookAt = 0;
        }

        if (_signals.TakeInterrupt() is not 0 and var signal && !_pump.IsTerminalGone)
        {
            _job.Interrupt(signal);
        }

        if (_filter.IsBetween && Told() is { } told)
        {
            _pump.Show(told);
        }

        if (_pump.IsHeldBack)
        {
            Stop();
            _pump.Flush();
        }

        var now = Environment.TickCount64;
        if (now >= _lookAt && !_pump.IsTerminalGone)
        {
            _lookAt = now + LookEvery;
            Look(now);
        }

        if (_pump.IsHungUp && !_hungUp)
        {
            _hungUp = true;
            _job.HangUp();
        }
    }

    /// <summary>Our lines, with the line ends of raw mode.</summary>
    private byte[]? Told()
    {
        if (_signals.TakeTold() is not { } told)
        {
            return null;
        }

        var text = _turn.HasKeys ? told.Replace("\n", "\r\n", StringComparison.Ordinal) : told;
        return Encoding.UTF8.GetBytes(_turn.HasScreen ? _filter.Around(text) : text);
    }

    /// <summary>Checks changes without an event: a closed terminal, the foreground job, a stopped agent, another size.</summary>
    private void Look(long now)
    {
        _pump.Look();
        if (_pump.IsTerminalGone)
        {
            return;
        }

        _turn.Look();
        _pump.Show(_turn.Take());
        if (_turn.HasLine)
        {
            _pump.ReadLine();
        }

        if (_signals.TakeStop() || _suspend.TakeIgnored(now) || _job.HasStopped)
        {
            Stop();
        }

        if (_turn.HasScreen && _signals.TakeResize())
        {
            _turn.Resize();
            Repeat(now, FirstRepeat);
        }
        else if (now >= _repeatAt)
        {
            _bottle.RepeatSize();
            Repeat(now, 2 * _repeatAfter);
        }
    }

    /// <summary>Plans to pass the size on again: a program between the two terminals may have lost it, and a busy one may lose it twice.</summary>
    private void Repeat(long now, int after) => (_repeatAt, _repeatAfter) = (after > LastRepeat ? long.MaxValue : now + after, after);

    private void Stop()
    {
        _suspend.Forget();
        _job.Stop(_pump, _turn, _signals);
    }
}
