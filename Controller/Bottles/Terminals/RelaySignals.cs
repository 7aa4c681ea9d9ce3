using System.Runtime.InteropServices;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>What wakes the relay besides bytes: signals about the terminal, lines of ours, the end.</summary>
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
            context.Cancel = true; // first the bottle stops, then we do
            Raise(ref _stop);
        }),
        PosixSignalRegistration.Create(PosixSignal.SIGCONT, context =>
        {
            context.Cancel = true; // the runtime would set the terminal's modes anew, and be stopped by SIGTTOU for it in the background
            _continued.Set();
            Raise(ref _resize); // the window may have changed meanwhile
        }),
    ];

    /// <summary>Readable when there is something.</summary>
    public SafeFileHandle Wake => _wake.Read;

    /// <summary>Whether the agent is gone.</summary>
    public bool Ending => _ending;

    /// <summary>Whether it did not end by itself.</summary>
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

    /// <summary>The signal that a key of the terminal has become; 0 for none.</summary>
    public int TakeInterrupt() => Interlocked.Exchange(ref _interrupt, 0);

    /// <summary>Has SIGINT or SIGQUIT typed on the bottle's terminal.</summary>
    public void Interrupt(int signal)
    {
        Volatile.Write(ref _interrupt, signal);
        Raise(ref _resize);
    }

    /// <summary>The lines that are to be shown; null for none.</summary>
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

    /// <summary>Has a line shown.</summary>
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

    /// <summary>The agent is gone.</summary>
    public void End(bool broken)
    {
        Broken = broken;
        _ending = true;
        Raise(ref _resize);
    }

    /// <summary>Stops us and the rest of our job, as Ctrl-Z does, and returns when the shell goes on.</summary>
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
