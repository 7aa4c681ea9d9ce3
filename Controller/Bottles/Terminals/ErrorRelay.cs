using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Standard error of an agent without a terminal, on its way to the operator's: through a pipe, since who holds a terminal can read from it.</summary>
internal sealed class ErrorRelay : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500); // for what the agent left behind and holds the pipe

    private readonly (SafeFileHandle Read, SafeFileHandle Write) _pipe = Descriptors.Pipe();
    private readonly SafeFileHandle _terminal = Descriptors.Duplicate(new SafeFileHandle(2, ownsHandle: false));
    private readonly TerminalFilter _filter;
    private readonly Task _copying;

    /// <summary>Begins.</summary>
    /// <param name="filter">What may be said: text and its colours, since another program may have the terminal, and nobody reads replies.</param>
    public ErrorRelay(TerminalFilter filter)
    {
        _filter = filter;
        filter.Foreground = false;
        _copying = Task.Factory.StartNew(Copy, TaskCreationOptions.LongRunning);
    }

    /// <summary>For the agent.</summary>
    public SafeFileHandle Pipe => _pipe.Write;

    /// <summary>Waits for what is on its way, and undoes what was switched on.</summary>
    public async Task EndAsync()
    {
        _pipe.Write.Dispose();
        await Task.WhenAny(_copying, Task.Delay(Patience));
        Descriptors.Write(_terminal, _filter.Leave(broken: false));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipe.Write.Dispose();
        if (_copying.IsCompleted)
        {
            _pipe.Read.Dispose();
            _terminal.Dispose();
        }
    }

    private void Copy()
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = Descriptors.Read(_pipe.Read, buffer)) > 0;)
        {
            Descriptors.Write(_terminal, _filter.Filter(buffer.AsSpan(0, read)));
        }
    }
}
