using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Carries keys from the operator's terminal to the bottle's, and what the agent shows back, through the filter. One thread polls both ways: a terminal that takes nothing keeps
/// back the agent's output, and never Ctrl-C. While the shell has another job in the foreground, nothing is read and no mode is set.
/// </summary>
internal sealed class TerminalRelay : IDisposable
{
    private const int LookEvery = 100; // ms; nobody is told of an agent that stops, nor of a job that comes to the foreground

    private readonly OperatorTerminal _terminal;
    private readonly TerminalFilter _filter;
    private readonly TerminalTurn _turn;
    private readonly SuspendKey _suspend;
    private readonly RelayPump _pump;
    private readonly RelayedJob _job;
    private readonly RelaySignals _signals = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lookAt;
    private bool _hungUp;

    /// <summary>Makes it ready.</summary>
    /// <param name="terminal">The operator's.</param>
    /// <param name="pty">The bottle's.</param>
    /// <param name="filter">What the agent may say.</param>
    /// <param name="bottle">Whose terminal it is.</param>
    public TerminalRelay(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter, RunningBottle bottle)
    {
        _terminal = terminal;
        _filter = filter;
        _turn = new TerminalTurn(terminal, pty, filter);
        _suspend = new SuspendKey(pty);
        _pump = new RelayPump(terminal, pty, filter, _turn, _suspend);
        _job = new RelayedJob(terminal, pty, filter, bottle);
    }

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

    /// <summary>Ctrl-C or Ctrl-\ became a signal, where the terminal is not in raw mode: has it typed on the bottle's.</summary>
    /// <returns>False where it was sent by somebody.</returns>
    public bool TryInterrupt(int signal)
    {
        var isKey = _turn.HasScreen && !_turn.HasKeys;
        if (isKey)
        {
            _signals.Interrupt(signal);
        }

        return isKey;
    }

    /// <summary>The agent is gone: shows what is left, gives the terminal back and completes.</summary>
    /// <param name="broken">It did not end by itself.</param>
    public Task EndAsync(bool broken)
    {
        _signals.End(broken);
        return _done.Task;
    }

    /// <summary>After the end.</summary>
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
            if (_pump.IsHeldBack && !_signals.Broken) // what a policy or an operator ended does not wait for its shell
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

        if (_pump.IsHungUp && !_hungUp)
        {
            _hungUp = true;
            _job.HangUp();
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
    }

    /// <summary>Lines of ours, with line ends as raw mode wants them.</summary>
    private byte[]? Told()
    {
        if (_signals.TakeTold() is not { } told)
        {
            return null;
        }

        var text = _turn.HasKeys ? told.Replace("\n", "\r\n", StringComparison.Ordinal) : told;
        return Encoding.UTF8.GetBytes(_turn.HasScreen ? _filter.Around(text) : text);
    }

    /// <summary>What no event tells: whose turn it is, whether the agent has stopped, another size.</summary>
    private void Look(long now)
    {
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
        }
    }

    private void Stop()
    {
        _suspend.Forget();
        _job.Stop(_pump, _turn, _signals);
    }
}
