using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Whether the operator's terminal is the agent's to use. It is while our job is in the foreground of the shell, from <see cref="Take"/> to <see cref="GiveBack"/>.</summary>
/// <param name="terminal">The operator's.</param>
/// <param name="pty">The bottle's.</param>
/// <param name="filter">It is told.</param>
internal sealed class TerminalTurn(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter)
{
    /// <summary>Whether it is the agent's.</summary>
    public bool IsOurs { get; private set; }

    /// <summary>Takes the terminal for the agent, if it is our turn.</summary>
    /// <returns>What brings the agent's modes back; empty where it was not taken.</returns>
    public ReadOnlySpan<byte> Take()
    {
        if (IsOurs || !terminal.IsOurTurn || terminal.IsAnothers)
        {
            return default;
        }

        terminal.MakeRaw();
        Is(true);
        Resize();
        return filter.Return();
    }

    /// <summary>Notices that another job, or another program of ours, has taken it.</summary>
    public void Look()
    {
        if (IsOurs && (!terminal.IsOurTurn || terminal.IsAnothers))
        {
            Is(false);
        }
    }

    /// <summary>The terminal is gone.</summary>
    public void Lose() => Is(false);

    /// <summary>Gives it back to the shell: modes, late replies, settings.</summary>
    /// <param name="broken">The agent did not end by itself.</param>
    public void GiveBack(bool broken)
    {
        if (!IsOurs)
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
        Is(false);
    }

    /// <summary>Gives the bottle's terminal the size of the operator's.</summary>
    public void Resize() => Terminal.Resize(pty.Master, terminal.Size);

    private void Is(bool ours)
    {
        IsOurs = ours;
        filter.Foreground = ours;
    }
}
