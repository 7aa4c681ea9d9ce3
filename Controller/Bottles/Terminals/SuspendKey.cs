using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Watches what comes of Ctrl-Z, which the agent's terminal gets first.</summary>
/// <param name="pty">The bottle's terminal.</param>
internal sealed class SuspendKey(PseudoTerminal pty)
{
    private const int Patience = 1000; // ms in which Ctrl-Z has to have an effect

    private long _due = long.MaxValue;
    private int _group;

    /// <summary>Looks for it in what was typed.</summary>
    public void Typed(ReadOnlySpan<byte> keys)
    {
        if (Terminal.Save(pty.Master) is { HasSignals: true, Suspend: { } suspend } && keys.Contains(suspend))
        {
            (_due, _group) = (Environment.TickCount64 + Patience, Terminal.Foreground(pty.Master));
        }
    }

    /// <summary>True once where nothing came of it in time. A job of a shell in the bottle stops, and the shell takes its terminal back; the agent stops, which is seen.
    /// A group without its leader does not count as stopped.</summary>
    public bool TakeIgnored(long now)
    {
        if (now < _due)
        {
            return false;
        }

        Forget();
        return Terminal.Foreground(pty.Master) == _group && !AgentProcess.IsStopped(_group);
    }

    /// <summary>Something came of it.</summary>
    public void Forget() => _due = long.MaxValue;
}
