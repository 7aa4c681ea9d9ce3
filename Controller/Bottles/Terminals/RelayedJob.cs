using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>The bottle as a job of the operator's shell: Ctrl-Z stops all of it, and fg and bg continue it.</summary>
/// <param name="terminal">The operator's.</param>
/// <param name="pty">The bottle's.</param>
/// <param name="filter">State of the agent's screen.</param>
/// <param name="bottle">The bottle to stop.</param>
internal sealed class RelayedJob(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter, RunningBottle bottle)
{
    /// <summary>True if the agent has stopped itself.</summary>
    public bool HasStopped => bottle.HasStopped;

    /// <summary>Stops every process of the bottle, gives the terminal to the shell and stops with our job, until the shell continues it.</summary>
    /// <returns>False if that was not possible and the bottle runs on.</returns>
    public bool Stop(RelayPump pump, TerminalTurn turn, RelaySignals signals)
    {
        if (!OperatorTerminal.ShellCanWakeUs())
        {
            bottle.Continue(new HashSet<int> { bottle.AgentPid }); // no process would ever wake us
            return false;
        }

        IReadOnlySet<int> stopped;
        try
        {
            stopped = bottle.Stop();
        }
        catch (BottleException)
        {
            return false; // the bottle could not be stopped and runs on, and so does this process
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

    /// <summary>Forwards Ctrl-C and Ctrl-\ that became signals of our job to the foreground of the bottle's terminal, as if typed there.</summary>
    public void Interrupt(int signal)
    {
        if (Terminal.Save(pty.Master) is not { HasSignals: true } settings
            || (signal == Signal.Quit ? settings.Quit : settings.Interrupt) is not { } key || Descriptors.TryWrite(pty.Master, [key]) <= 0)
        {
            bottle.Signal(signal);
        }
    }

    /// <summary>
    /// Handles a closed window. At the end of the bottle's terminal the kernel tells only the leader of its session, and the operator's shell tells only ours.
    /// </summary>
    public void HangUp()
    {
        bottle.Forward(Signal.Hangup);
        _ = bottle.EndAfterHangupAsync(() => true);
    }

    /// <summary>Ends the bottle after a failure of the relay, because its operator can neither see nor reach the agent any more.</summary>
    public void GiveUp() => _ = bottle.KillAsync();

    /// <summary>Wakes an agent that had stopped itself, as fg does, with the foreground of its terminal.</summary>
    private void Continue(IReadOnlySet<int> stopped)
    {
        var foreground = Terminal.Foreground(pty.Master);
        if (bottle.Continue(stopped.Append(bottle.AgentPid).ToHashSet()) && foreground > 0)
        {
            Processes.Kill(-foreground, Signal.Continue);
        }
    }

    /// <summary>Makes a program redraw its screen, which it does only when the size changes.</summary>
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
