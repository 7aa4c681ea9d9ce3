using System.Runtime.InteropServices;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// The caller's terminal, lent to the bottle. The bottle has a process group of its own: in ours, an agent that signals "my own
/// group" would stop or kill <c>run</c> itself. So we do for it what a shell does for a job: give it the terminal, take it back when
/// it stops or ends, stop with it, and wake it when the shell wakes us.
/// </summary>
internal sealed class JobControl : IDisposable
{
    private readonly SafeFileHandle _terminal;
    private readonly int _bottleGroup;
    private readonly int _ownGroup = Processes.Group(0);

    // Otherwise the runtime sets the terminal's modes anew when we go on, and SIGTTOU stops us for it where the terminal is lent already.
    private readonly PosixSignalRegistration _continued = PosixSignalRegistration.Create(PosixSignal.SIGCONT, context => context.Cancel = true);
    private byte[]? _ownSettings;
    private bool _lent;

    private JobControl(SafeFileHandle terminal, int bottleGroup)
    {
        _terminal = terminal;
        _bottleGroup = bottleGroup;
        _ownSettings = Terminal.Save(terminal);
    }

    /// <summary>Opens the controlling terminal.</summary>
    /// <param name="bottleGroup">The bottle's process group.</param>
    /// <returns>Null when we have none.</returns>
    public static JobControl? Open(int bottleGroup) => Terminal.Open() is { } terminal ? new JobControl(terminal, bottleGroup) : null;

    /// <summary>
    /// Lends the terminal, if it is ours and the agent is meant to talk on it. In a pipeline it stays with us, where the pager next
    /// to us can use it; an agent that asks for it all the same gets it then (<see cref="Stopped"/>).
    /// </summary>
    public void Begin()
    {
        if (Terminal.Is(0) && Terminal.Is(1))
        {
            Lend(_bottleGroup);
        }
    }

    /// <summary>The bottle has stopped: lend it the terminal if that is all it wanted, else stop as well until the shell goes on.</summary>
    /// <param name="signal">What stopped it.</param>
    /// <param name="continueBottle">Wakes it.</param>
    public void Stopped(int signal, Action continueBottle)
    {
        var wantedTerminal = signal is Signal.TerminalInput or Signal.TerminalOutput;
        if (!wantedTerminal || !Lend(_bottleGroup))
        {
            var foreground = _lent ? Terminal.Foreground(_terminal) : _bottleGroup;
            var settings = Terminal.Save(_terminal);
            TakeBack();
            if (ShellCanWakeUs())
            {
                Processes.Kill(0, Signal.Stop); // the whole job, as Ctrl-Z would have; we go on here after fg or bg
            }

            _ownSettings = Terminal.Save(_terminal) ?? _ownSettings;
            if (Lend(foreground) && settings is not null && !wantedTerminal)
            {
                Terminal.Restore(_terminal, settings);
            }
        }

        continueBottle();
    }

    /// <summary>The bottle is over: takes the terminal back, out of the modes in which an agent leaves it that a signal ended.</summary>
    /// <param name="status">How it ended.</param>
    public void Ended(ExitStatus status)
    {
        const int BySignal = 128;
        bool leftBehind = _lent && status.Code > BySignal && status.Code != BySignal + Signal.Interrupt; // Ctrl-C is no end that a full-screen program has
        TakeBack();
        if (leftBehind)
        {
            TerminalModes.PutBack(_terminal);
        }
    }

    /// <summary>Takes the terminal back, with the settings that it had.</summary>
    public void Dispose()
    {
        TakeBack();
        _continued.Dispose();
        _terminal.Dispose();
    }

    private bool Lend(int group)
    {
        if (!_lent && Terminal.Foreground(_terminal) == _ownGroup)
        {
            _lent = Terminal.Give(_terminal, group) || Terminal.Give(_terminal, _bottleGroup);
        }

        return _lent;
    }

    private void TakeBack()
    {
        if (_lent)
        {
            Terminal.Give(_terminal, _ownGroup);
            _lent = false;
            if (_ownSettings is not null)
            {
                Terminal.Restore(_terminal, _ownSettings);
            }
        }
    }

    /// <summary>A parent in our session and another group is a shell with job control; without one nobody would ever wake us.</summary>
    private static bool ShellCanWakeUs()
    {
        var parent = Processes.Parent();
        return Processes.Session(parent) == Processes.Session(0) && Processes.Group(parent) != Processes.Group(0);
    }
}
