using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>Passes the signals that end a command from <c>run</c> to the agent, which then ends in its own way.</summary>
internal sealed class SignalForwarder : IDisposable
{
    private readonly RunningBottle _bottle;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly ConcurrentQueue<int> _early = new();
    private readonly bool _hadTerminal = Terminal.IsControlled;
    private volatile bool _started;

    /// <summary>Begins to forward.</summary>
    /// <param name="bottle">To its agent.</param>
    /// <param name="tryType">Types SIGINT or SIGQUIT on the agent's terminal, where the operator typed it on his.</param>
    public SignalForwarder(RunningBottle bottle, Func<int, bool> tryType)
    {
        _bottle = bottle;
        (PosixSignal Caught, int Number)[] forwarded =
        [
            (PosixSignal.SIGHUP, Signal.Hangup), (PosixSignal.SIGINT, Signal.Interrupt),
            (PosixSignal.SIGQUIT, Signal.Quit), (PosixSignal.SIGTERM, Signal.Terminate),
        ];
        _registrations = [.. forwarded.Select(signal => PosixSignalRegistration.Create(signal.Caught, context =>
        {
            context.Cancel = true; // we end when the agent has ended
            if (!(signal.Number is Signal.Interrupt or Signal.Quit && bottle.AgentPid != 0 && tryType(signal.Number)) && !bottle.Signal(signal.Number))
            {
                _early.Enqueue(signal.Number);
                Flush();
            }

            if (signal.Number == Signal.Hangup && _hadTerminal)
            {
                _ = bottle.EndAfterHangupAsync(() => !Terminal.IsControlled); // a shell sends SIGHUP before its terminal goes, and others who mean something else
            }
        }))];
    }

    /// <summary>The agent is known now: it gets what came while it was not.</summary>
    public void Started()
    {
        _started = true;
        Flush();
    }

    private void Flush()
    {
        while (_started && _early.TryDequeue(out int signal))
        {
            _bottle.Signal(signal);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
