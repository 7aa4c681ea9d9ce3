using System.Runtime.InteropServices;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Handles Ctrl-Z if the agent has no terminal: SIGTSTP stops every process of the bottle, then this one.</summary>
internal sealed class JobStop : IDisposable
{
    private readonly PosixSignalRegistration _stop;
    private readonly PosixSignalRegistration _continue;
    private IReadOnlySet<int>? _stopped;

    /// <summary>Begins to handle the signal.</summary>
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
                // The bottle could not be stopped and runs on, and so does this process.
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
