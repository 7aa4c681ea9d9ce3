using System.Runtime.InteropServices;

namespace BotBottle.Controller.Bottles;

/// <summary>Passes the signals that end a command from <c>run</c> to the agent, which then ends in its own way.</summary>
internal sealed class SignalForwarder : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to forward.</summary>
    public SignalForwarder(RunningBottle bottle)
    {
        (PosixSignal Caught, int Number)[] forwarded =
        [
            (PosixSignal.SIGHUP, Native.Signal.Hangup), (PosixSignal.SIGINT, Native.Signal.Interrupt),
            (PosixSignal.SIGQUIT, Native.Signal.Quit), (PosixSignal.SIGTERM, Native.Signal.Terminate),
        ];
        _registrations = [.. forwarded.Select(signal => PosixSignalRegistration.Create(signal.Caught, context =>
        {
            context.Cancel = true; // we end when the agent has ended
            bottle.Signal(signal.Number);
        }))];
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
