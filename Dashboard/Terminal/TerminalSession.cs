using System.Runtime.InteropServices;

namespace BotBottle.Dashboard.Terminal;

/// <summary>
/// The use of the terminal: alternate screen, raw mode, no cursor. Every end restores the terminal: a key, a signal, an unhandled exception, the end of the
/// process. After kill -9 only <c>reset</c> helps.
/// </summary>
internal sealed class TerminalSession : IDisposable
{
    private static readonly TimeSpan HoldLimit = TimeSpan.FromSeconds(1);

    private readonly TerminalDevice _device;
    private readonly FrameWriter _frames;
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly Lock _gate = new();
    private readonly Action _resized;
    private readonly string _enter;
    private bool _entered;
    private volatile bool _disposed;

    /// <summary>Takes the terminal.</summary>
    /// <param name="device">The terminal.</param>
    /// <param name="frames">The writer of pictures.</param>
    /// <param name="mouse">True to ask the terminal for the mouse's buttons; its own selection of text then needs Shift.</param>
    /// <param name="resized">Called on any thread when the whole picture must be drawn again.</param>
    /// <param name="ended">Called on any thread when a signal asks for the end.</param>
    public TerminalSession(TerminalDevice device, FrameWriter frames, bool mouse, Action resized, Action ended)
    {
        _device = device;
        _frames = frames;
        _resized = resized;
        _enter = mouse ? FrameDiff.Enter + FrameDiff.Mouse : FrameDiff.Enter;
        AppDomain.CurrentDomain.UnhandledException += Unhandled;
        AppDomain.CurrentDomain.ProcessExit += Exiting;
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            On(signal, ended);
        }

        On(PosixSignal.SIGWINCH, Redraw);
        On(PosixSignal.SIGCONT, Continue); // after a stop a shell had the terminal
        Enter();
    }

    /// <summary>Gives the terminal back, stops, and takes it again when the process continues.</summary>
    public void Suspend()
    {
        Leave();
        TerminalDevice.Stop();
        Continue();
    }

    /// <summary>Draws the whole picture again.</summary>
    public void Redraw()
    {
        _frames.Forget();
        _resized();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _signals.ForEach(signal => signal.Dispose());
        AppDomain.CurrentDomain.UnhandledException -= Unhandled;
        AppDomain.CurrentDomain.ProcessExit -= Exiting;
        Leave();
    }

    private void On(PosixSignal signal, Action act) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    }));

    private void Continue()
    {
        Enter();
        Redraw();
    }

    private void Enter()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return; // the signal came during the end
            }

            _entered = true;
            _device.MakeRaw();
            TerminalDevice.WriteLast(_enter);
            _frames.Forget();
            _frames.Resume();
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (_entered)
            {
                _entered = false;
                _frames.Pause(HoldLimit);
                TerminalDevice.WriteLast(FrameDiff.Leave);
                _device.PutBack();
            }
        }
    }

    private void Unhandled(object sender, UnhandledExceptionEventArgs broken) => Leave();

    private void Exiting(object? sender, EventArgs end) => Leave();
}
