using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Whether the operator's terminal is the agent's to use. The screen is while our job is in the foreground of the shell, from <see cref="Take"/> to <see cref="GiveBack"/>. So are the keys, but
/// where other programs of the job may want them: there the terminal stays in the shell's modes, and gives lines, until the agent has set its own terminal.
/// </summary>
/// <param name="terminal">The operator's.</param>
/// <param name="pty">The bottle's.</param>
/// <param name="filter">It is told.</param>
internal sealed class TerminalTurn(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter)
{
    private readonly TerminalSettings? _begun = Terminal.Save(pty.Master);

    /// <summary>Whether what the agent shows may use the whole screen.</summary>
    public bool HasScreen { get; private set; }

    /// <summary>Whether the terminal is in raw mode, and every key the agent's.</summary>
    public bool HasKeys { get; private set; }

    /// <summary>Whether a line is typed that is the agent's: it has not set its terminal, and nobody else of the job may read this one.</summary>
    public bool HasLine =>
        HasScreen && !HasKeys && terminal.IsShared && terminal.HasInput && terminal.IsOurTurn && !terminal.IsAnothers && !IsChanged && !JobReaders.Any(terminal.Input, inputToo: true);

    /// <summary>Whether the next keys were typed in lines, before we had the terminal: there an end of input is kept as NUL.</summary>
    public bool AreTypedAhead { get; set; }

    /// <summary>What ends an input there.</summary>
    public byte EndOfInput => _begun?.EndOfInput ?? 4; // Ctrl-D

    /// <summary>Takes the terminal for the agent, if it is our turn.</summary>
    /// <returns>What brings the agent's modes back; empty where it was not taken.</returns>
    public ReadOnlySpan<byte> Take()
    {
        if ((HasScreen && HasKeys) || !terminal.IsOurTurn || terminal.IsAnothers)
        {
            return default;
        }

        if (!HasKeys && AreKeysWanted())
        {
            terminal.MakeRaw();
            HasKeys = true;
            AreTypedAhead = terminal.HasInput;
        }

        if (HasScreen)
        {
            return default;
        }

        HasScreen = filter.Foreground = true;
        Resize();
        return filter.Return();
    }

    /// <summary>Notices that another job, or another program of ours, has taken it.</summary>
    public void Look()
    {
        if (HasScreen && (!terminal.IsOurTurn || terminal.IsAnothers))
        {
            Lose();
        }
    }

    /// <summary>Just before keys are read: another program of our job may have opened the terminal to ask for a password.</summary>
    public void LookForReaders()
    {
        if (HasKeys && terminal.IsShared && JobReaders.Any(terminal.Input, inputToo: !IsChanged))
        {
            HasKeys = false;
        }
    }

    /// <summary>The terminal is gone, or another's.</summary>
    public void Lose() => HasScreen = HasKeys = filter.Foreground = false;

    /// <summary>Gives it back to the shell: modes, late replies, settings.</summary>
    /// <param name="broken">The agent did not end by itself.</param>
    public void GiveBack(bool broken)
    {
        if (!HasScreen)
        {
            return;
        }

        var late = filter.Reports;
        terminal.Write(filter.Leave(broken));
        if (late)
        {
            terminal.MakeRaw();
            LateReplies.Drop(terminal, filter.Replies);
        }

        if (!terminal.IsShared || !JobReaders.Any(terminal.Input, inputToo: false)) // who asks for a password may have found the echo off, and left it so
        {
            terminal.PutBack();
        }

        Lose();
    }

    /// <summary>Gives the bottle's terminal the size of the operator's.</summary>
    public void Resize() => Terminal.Resize(pty.Master, terminal.Size);

    /// <summary>Whether the agent has set its terminal in its own way, as programs do that read keys or passwords.</summary>
    private bool IsChanged => _begun is null || Terminal.Save(pty.Master) is not { } now || !now.IsSameAs(_begun);

    private bool AreKeysWanted() =>
        !terminal.IsShared || (IsChanged && !JobReaders.Any(terminal.Input, inputToo: false));
}
