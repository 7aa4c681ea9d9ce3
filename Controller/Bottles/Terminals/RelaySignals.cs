using System.Runtime.InteropServices;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Wakes the relay for events other than bytes: signals about the terminal, our own lines, the end.</summary>
internal sealed class RelaySignals : IDisposable
{
    private readonly Lock _lock = new();
    private readonly (SafeFileHandle Read, SafeFileHandle Write) _wake = Descriptors.Pipe();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly AutoResetEvent _continued = new(false);
    private string? _told;
    private int _stop;
    private int _resize;
    private int _interrupt;
    private volatile bool _ending;
    private bool _over;

    /// <summary>Begins to listen.</summary>
    public RelaySignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Raise(ref _resize)),
        PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
        {
            context.Cancel = true; // the bottle stops first, then this process
            Raise(ref _stop);
        }),
        PosixSignalRegistration.Create(PosixSignal.SIGCONT, context =>
        {
            context.Cancel = true; // the runtime would reset the terminal's modes, and in the background SIGTTOU would stop it
            _continued.Set();
            Raise(ref _resize); // the window's size may have changed meanwhile
        }),
    ];

    /// <summary>Readable when there is an event.</summary>
    public SafeFileHandle Wake => _wake.Read;

    /// <summary>True after the agent's end.</summary>
    public bool Ending => _ending;

    /// <summary>True if the agent did not end by itself.</summary>
    public bool Broken { get; private set; }

    /// <summary>Empties <see cref="Wake"/>.</summary>
    public void Clear()
    {
        Span<byte> buffer = stackalloc byte[64];
        Descriptors.Read(_wake.Read, buffer);
    }

    /// <summary>True once after SIGTSTP.</summary>
    public bool TakeStop() => Interlocked.Exchange(ref _stop, 0) != 0;

    /// <summary>True once after SIGWINCH.</summary>
    public bool TakeResize() => Interlocked.Exchange(ref _resize, 0) != 0;

    /// <summary>Takes the signal that a key of the terminal caused; 0 for none.</summary>
    public int TakeInterrupt() => Interlocked.Exchange(ref _interrupt, 0);

    /// <summary>Requests SIGINT or SIGQUIT as a key on the bottle's terminal.</summary>
    public void Interrupt(int signal)
    {
        Volatile.Write(ref _interrupt, signal);
        Raise(ref _resize);
    }

    /// <summary>Takes the lines to be shown; null for none.</summary>
    public string? TakeTold()
    {
        if (_told is null)
        {
            return null;
        }

        lock (_lock)
        {
            (var told, _told) = (_told, null);
            return told;
        }
    }

    /// <summary>Requests that a line be shown.</summary>
    /// <returns>False after the end.</returns>
    public bool TryTell(string text)
    {
        lock (_lock)
        {
            if (_over || _ending)
            {
                return false;
            }

            _told += text;
            Descriptors.Signal(_wake.Write);
            return true;
        }
    }

    /// <summary>Records the agent's end.</summary>
    public void End(bool broken)
    {
        Broken = broken;
        _ending = true;
        Raise(ref _resize);
    }

    /// <summary>Stops this process and the rest of our job, as Ctrl-Z does, and returns when the shell continues it.</summary>
    public void StopUntilContinued()
    {
        _continued.Reset();
        Processes.Kill(0, Signal.Stop);
        _continued.WaitOne(); // the signal may reach another thread first
        Interlocked.Exchange(ref _stop, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        lock (_lock)
        {
            _over = true;
            _wake.Read.Dispose();
            _wake.Write.Dispose();
        }
    }

    private void Raise(ref int flag)
    {
        Volatile.Write(ref flag, 1);
        lock (_lock)
        {
            if (!_over)
            {
                Descriptors.Signal(_wake.Write);
            }
        }
    }
}
