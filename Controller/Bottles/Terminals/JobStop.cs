using System.Runtime.InteropServices;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Ctrl-Z where the agent has no terminal: SIGTSTP stops every process of the bottle, then us.</summary>
internal sealed class JobStop : IDisposable
{
    private readonly PosixSignalRegistration _stop;
    private readonly PosixSignalRegistration _continue;
    private IReadOnlySet<int>? _stopped;

    /// <summary>Begins.</summary>
    public JobStop(RunningBottle bottle)
    {
        _stop = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
        {
            context.Cancel = true;
            try
            {
                _stopped = bottle.Stop();
                Processes.Kill(0, Signal.Stop);
            }
            catch (BottleException)
            {
                // It could not be stopped, and runs on; so do we.
            }
        });
        _continue = PosixSignalRegistration.Create(PosixSignal.SIGCONT, context =>
        {
            context.Cancel = true; // as in RelaySignals
            if (Interlocked.Exchange(ref _stopped, null) is { } stopped)
            {
                bottle.Continue(stopped);
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _continue.Dispose();
    }
}
