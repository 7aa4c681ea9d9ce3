using System.Text;
using BotBottle.Dashboard.Views;

namespace BotBottle.Dashboard.Terminal;

/// <summary>
/// Brings pictures to the terminal on a thread of its own. There is one picture that waits, the newest: a terminal that is slow sees fewer of them, and never an old one; nothing
/// queues. What was written decides what is written next, so that a picture that was passed over costs nothing.
/// </summary>
internal sealed class FrameWriter : IDisposable
{
    private readonly ITerminal _terminal;
    private readonly FrameDiff _diff;
    private readonly Action _gone;
    private readonly Lock _writing = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Thread _thread;
    private Line[]? _newest;
    private int _whole;
    private volatile bool _paused = true;
    private volatile bool _stopped;

    /// <summary>Starts the thread.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="encoder">Makes lines.</param>
    /// <param name="gone">Told once when the terminal is gone.</param>
    public FrameWriter(ITerminal terminal, LineEncoder encoder, Action gone)
    {
        _terminal = terminal;
        _diff = new FrameDiff(encoder);
        _gone = gone;
        _thread = new Thread(Run) { IsBackground = true, Name = "frames" };
        _thread.Start();
    }

    /// <summary>Told of each picture once it is on the terminal, on the thread that wrote it.</summary>
    public Action<Line[]>? Shown { get; set; }

    /// <summary>Shows a picture as soon as the terminal takes it.</summary>
    public void Show(Line[] picture)
    {
        Volatile.Write(ref _newest, picture);
        Wake();
    }

    /// <summary>The next picture is written whole: the terminal may show anything.</summary>
    public void Forget() => Interlocked.Exchange(ref _whole, 1);

    /// <summary>Keeps pictures back from now on; waits a bound time for one that is being written.</summary>
    public void Pause(TimeSpan wait)
    {
        _paused = true;
        if (_writing.TryEnter(wait))
        {
            _writing.Exit();
        }
    }

    /// <summary>Lets pictures through again.</summary>
    public void Resume() => _paused = false;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        Wake();
        // A terminal that takes nothing any more does not keep us: the thread goes with the process.
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
            // It is awake.
        }
    }

    private void Run()
    {
        while (!_stopped)
        {
            _signal.Wait();
            Line[]? picture;
            lock (_writing)
            {
                if (_stopped || _paused || (picture = Interlocked.Exchange(ref _newest, null)) is null)
                {
                    continue;
                }

                if (Interlocked.Exchange(ref _whole, 0) == 1)
                {
                    _diff.Forget();
                }

                try
                {
                    string output = _diff.To(picture);
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

            Shown?.Invoke(picture);
        }
    }
}
