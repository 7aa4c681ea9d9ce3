using System.Runtime.InteropServices;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>Forwards the signals that end a command from <c>run</c> to the agent, which can then end in its own way.</summary>
internal sealed class SignalForwarder : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly bool _hadTerminal = Terminal.IsControlled;

    /// <summary>Begins to forward.</summary>
    /// <param name="bottle">Bottle of the agent.</param>
    /// <param name="tryType">Sends SIGINT or SIGQUIT as a key on the agent's terminal, if the operator typed it.</param>
    public SignalForwarder(RunningBottle bottle, Func<int, bool> tryType)
    {
        (PosixSignal Caught, int Number)[] forwarded =
        [
            (PosixSignal.SIGHUP, Signal.Hangup), (PosixSignal.SIGINT, Signal.Interrupt),
            (PosixSignal.SIGQUIT, Signal.Quit), (PosixSignal.SIGTERM, Signal.Terminate),
        ];
        _registrations = [.. forwarded.Select(signal => PosixSignalRegistration.Create(signal.Caught, context =>
        {
            context.Cancel = true; // this process ends after the agent
            if (!(signal.Number is Signal.Interrupt or Signal.Quit && bottle.AgentPid != 0 && tryType(signal.Number)))
            {
                bottle.Forward(signal.Number);
            }

            if (signal.Number == Signal.Hangup && _hadTerminal)
            {
                // a shell sends SIGHUP before its terminal closes; other senders use it for other purposes
                _ = bottle.EndAfterHangupAsync(() => !Terminal.IsControlled);
            }
        }))];
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
