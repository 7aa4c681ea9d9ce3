using System.Text;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.Views;

namespace BotBottle.Dashboard.Terminal;

/// <summary>
/// Writes pictures to the terminal on a thread of its own. Only the newest picture waits: a slow terminal gets fewer pictures, but never an old one, and no
/// queue builds up. The difference is taken from the last written picture, so that a skipped picture costs nothing.
/// </summary>
internal sealed class FrameWriter : IDisposable
{
    private readonly ITerminal _terminal;
    private readonly FrameDiff _diff;
    private readonly Action _gone;
    private readonly Lock _writing = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Thread _thread;
    private Frame? _newest;
    private string? _copied;
    private int _whole;
    private volatile bool _paused = true;
    private volatile bool _stopped;

    /// <summary>Starts the thread.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="encoder">The encoder of cells.</param>
    /// <param name="gone">Called once when the terminal is gone.</param>
    public FrameWriter(ITerminal terminal, CellEncoder encoder, Action gone)
    {
        _terminal = terminal;
        _diff = new FrameDiff(encoder);
        _gone = gone;
        _thread = new Thread(Run) { IsBackground = true, Name = "frames" };
        _thread.Start();
    }

    /// <summary>Called for each picture that is on the terminal, on the writing thread.</summary>
    public Action<Picture>? Shown { get; set; }

    /// <summary>Shows a picture as soon as the terminal accepts it.</summary>
    public void Show(Frame frame)
    {
        Volatile.Write(ref _newest, frame);
        Wake();
    }

    /// <summary>Puts a text into the terminal's clipboard with the next picture; the newest text counts.</summary>
    public void Copy(string text) => Volatile.Write(ref _copied, FrameDiff.Copy(text));

    /// <summary>Writes the next picture whole, because the terminal's content is unknown.</summary>
    public void Forget() => Interlocked.Exchange(ref _whole, 1);

    /// <summary>Holds pictures back from now on; waits a limited time for the one that is being written.</summary>
    public void Pause(TimeSpan wait)
    {
        _paused = true;
        if (_writing.TryEnter(wait))
        {
            _writing.Exit();
        }
    }

    /// <summary>Lets pictures pass again.</summary>
    public void Resume() => _paused = false;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        Wake();
        // A stuck terminal does not block the exit: the thread ends with the process.
        if (_thread.Join(TimeSpan.FromSeconds(1)))
        {
            _signal.Dispose();
        }
    }

    private void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // The thread is awake.
        }
    }

    private void Run()
    {
        while (!_stopped)
        {
            _signal.Wait();
            Frame? frame;
            lock (_writing)
            {
                if (_stopped || _paused || (frame = Interlocked.Exchange(ref _newest, null)) is null)
                {
                    continue;
                }

                if (Interlocked.Exchange(ref _whole, 0) == 1)
                {
                    _diff.Forget();
                }

                try
                {
                    string output = Interlocked.Exchange(ref _copied, null) + _diff.To(frame);
                    if (output.Length > 0)
                    {
                        _terminal.Write(Encoding.UTF8.GetBytes(output));
                    }
                }
                catch (IOException)
                {
                    _stopped = true;
                    _gone();
                    return;
                }
            }

            Shown?.Invoke(frame.Picture);
        }
    }
}
