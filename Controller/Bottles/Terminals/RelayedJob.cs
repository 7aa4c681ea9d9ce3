using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>The bottle as a job of the operator's shell: Ctrl-Z stops all of it, fg and bg let it go on.</summary>
/// <param name="terminal">The operator's.</param>
/// <param name="pty">The bottle's.</param>
/// <param name="filter">What the agent has on its screen.</param>
/// <param name="bottle">What is stopped.</param>
internal sealed class RelayedJob(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter, RunningBottle bottle)
{
    /// <summary>Whether the agent has stopped by itself.</summary>
    public bool HasStopped => bottle.HasStopped;

    /// <summary>Stops every process of the bottle, gives the terminal to the shell and stops with our job, until the shell goes on.</summary>
    /// <returns>False where that was not possible, and the bottle runs on.</returns>
    public bool Stop(RelayPump pump, TerminalTurn turn, RelaySignals signals)
    {
        if (!OperatorTerminal.ShellCanWakeUs())
        {
            bottle.Continue(new HashSet<int> { bottle.AgentPid }); // nobody would ever wake us
            return false;
        }

        IReadOnlySet<int> stopped;
        try
        {
            stopped = bottle.Stop();
        }
        catch (BottleException)
        {
            return false; // it could not be stopped, and runs on; so do we
        }

        pump.Drain();
        turn.GiveBack(broken: false);
        signals.StopUntilContinued();
        pump.Show(turn.Take());
        Continue(stopped);
        if (turn.HasScreen && filter.IsScreen)
        {
            Repaint();
        }

        return true;
    }

    /// <summary>Ctrl-C and Ctrl-\ that became signals of our job: for everything in the foreground of the bottle's terminal, as if typed there.</summary>
    public void Interrupt(int signal)
    {
        if (Terminal.Save(pty.Master) is not { HasSignals: true } settings
            || (signal == Signal.Quit ? settings.Quit : settings.Interrupt) is not { } key || Descriptors.TryWrite(pty.Master, [key]) <= 0)
        {
            bottle.Signal(signal);
        }
    }

    /// <summary>The window is closed: who runs on the bottle's terminal has got SIGHUP.</summary>
    public void HangUp() => _ = bottle.EndAfterHangupAsync(() => true);

    /// <summary>The relay has failed: ends the bottle, because its operator can neither see nor reach the agent any more.</summary>
    public void GiveUp() => _ = bottle.KillAsync();

    /// <summary>The agent had stopped itself, and is woken as fg does, with the foreground of its terminal.</summary>
    private void Continue(IReadOnlySet<int> stopped)
    {
        var foreground = Terminal.Foreground(pty.Master);
        if (bottle.Continue(stopped.Append(bottle.AgentPid).ToHashSet()) && foreground > 0)
        {
            Processes.Kill(-foreground, Signal.Continue);
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
}
