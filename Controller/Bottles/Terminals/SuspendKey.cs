using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Checks the effect of Ctrl-Z, which the agent's terminal gets first.</summary>
/// <param name="pty">The bottle's terminal.</param>
internal sealed class SuspendKey(PseudoTerminal pty)
{
    private const int Patience = 1000; // ms in which Ctrl-Z must have an effect

    private long _due = long.MaxValue;
    private int _group;

    /// <summary>Looks for Ctrl-Z in the typed keys. The keys after it may be the <c>fg</c> that undoes its effect, so the effect is looked for first.</summary>
    public void Typed(ReadOnlySpan<byte> keys)
    {
        if (_due != long.MaxValue && HadEffect)
        {
            Forget();
        }

        if (Terminal.Save(pty.Master) is { HasSignals: true, Suspend: { } suspend } && keys.Contains(suspend))
        {
            (_due, _group) = (Environment.TickCount64 + Patience, Terminal.Foreground(pty.Master));
        }
    }

    /// <summary>
    /// True once if Ctrl-Z had no effect in time. Effects are: a shell in the bottle stops its job and takes its terminal back, or the agent stops. A group
    /// without its leader does not count as stopped.
    /// </summary>
    public bool TakeIgnored(long now)
    {
        if (_due == long.MaxValue)
        {
            return false;
        }

        // Looked for once: between two looks an fg could undo the effect.
        bool hadEffect = HadEffect;
        if (now < _due && !hadEffect)
        {
            return false;
        }

        Forget();
        return !hadEffect;
    }

    private bool HadEffect => Terminal.Foreground(pty.Master) != _group || AgentProcess.IsStopped(_group);

    /// <summary>Ends the check, because the key had an effect.</summary>
    public void Forget() => _due = long.MaxValue;
}
