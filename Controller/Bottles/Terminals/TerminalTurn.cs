using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Decides whether the agent may use the operator's terminal. It may use the screen while our job is in the shell's foreground, from <see cref="Take"/> to
/// <see cref="GiveBack"/>. It may use the keys then too, unless other programs of the job may read them. In that case the terminal stays in the shell's modes
/// and gives lines, until the agent has changed its own terminal's settings.
/// </summary>
/// <param name="terminal">The operator's.</param>
/// <param name="pty">The bottle's.</param>
/// <param name="filter">Is told about the foreground.</param>
internal sealed class TerminalTurn(OperatorTerminal terminal, PseudoTerminal pty, TerminalFilter filter)
{
    private readonly TerminalSettings? _begun = Terminal.Save(pty.Master);

    /// <summary>True if the agent's output may use the whole screen.</summary>
    public bool HasScreen { get; private set; }

    /// <summary>True if the terminal is in raw mode, and every key is the agent's.</summary>
    public bool HasKeys { get; private set; }

    /// <summary>True if a typed line is the agent's: it has not changed its terminal's settings, and no other program of the job may read this one.</summary>
    public bool HasLine =>
        HasScreen && !HasKeys && terminal.IsShared && terminal.HasInput && terminal.IsOurTurn && !terminal.IsAnothers && !IsChanged
            && !JobReaders.Any(terminal.Input, inputToo: true);

    /// <summary>True if the next keys were typed in line mode, before we had the terminal; an end of input is stored as NUL there.</summary>
    public bool AreTypedAhead { get; set; }

    /// <summary>The byte that ends an input there.</summary>
    public byte EndOfInput => _begun?.EndOfInput ?? 4; // Ctrl-D

    /// <summary>Takes the terminal for the agent, if our job is in the foreground.</summary>
    /// <returns>Bytes that restore the agent's modes; empty if it was not taken.</returns>
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

    /// <summary>Detects that another job, or another program of ours, has taken it. A terminal that is closed was ours to the end.</summary>
    public void Look()
    {
        if (HasScreen && (!terminal.IsOurTurn || terminal.IsAnothers) && !terminal.IsGone)
        {
            Lose();
        }
    }

    /// <summary>Checks just before keys are read: another program of our job may have opened the terminal to ask for a password.</summary>
    public void LookForReaders()
    {
        if (HasKeys && terminal.IsShared && JobReaders.Any(terminal.Input, inputToo: !IsChanged))
        {
            HasKeys = false;
        }
    }

    /// <summary>Records that the terminal is closed, or another job's.</summary>
    public void Lose() => HasScreen = HasKeys = filter.Foreground = false;

    /// <summary>Gives it back to the shell: modes, late replies, settings.</summary>
    /// <param name="broken">True if the agent did not end by itself.</param>
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

        // a program that asks for a password may have found the echo off, and left it so
        if (!terminal.IsShared || !JobReaders.Any(terminal.Input, inputToo: false))
        {
            terminal.PutBack();
        }

        Lose();
    }

    /// <summary>Gives the bottle's terminal the size of the operator's.</summary>
    public void Resize() => Terminal.Resize(pty.Master, terminal.Size);

    /// <summary>True if the agent has changed its terminal's settings, as programs do that read keys or passwords.</summary>
    private bool IsChanged => _begun is null || Terminal.Save(pty.Master) is not { } now || !now.IsSameAs(_begun);

    private bool AreKeysWanted() =>
        !terminal.IsShared || (IsChanged && !JobReaders.Any(terminal.Input, inputToo: false));
}
