using System.Threading.Channels;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Terminal;
using BotBottle.Dashboard.Views;

namespace BotBottle.Dashboard;

/// <summary>
/// The loop that owns the state: it takes messages, reduces them and shows the picture. It shows new data at most ten times a second, and the effect of a key
/// at once.
/// </summary>
internal sealed class DashboardLoop
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TickTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ActionLimit = TimeSpan.FromSeconds(2);

    private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(new BoundedChannelOptions(256) { SingleReader = true });
    private readonly List<Task> _acting = [];
    private readonly IHost _host;
    private readonly GuiScreen _screen;
    private readonly FrameWriter _frames;
    private readonly TimeProvider _time;
    private readonly HostActions _actions;

    /// <summary>Creates a loop without starting it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="screen">The views.</param>
    /// <param name="frames">The writer for pictures.</param>
    /// <param name="time">The clock.</param>
    public DashboardLoop(IHost host, GuiScreen screen, FrameWriter frames, TimeProvider time)
    {
        (_host, _screen, _frames, _time, _actions) = (host, screen, frames, time, new HostActions(host));
        frames.Shown = picture => Post(new Message.Shown(picture.Marks, Clock) { Spots = picture.Spots });
    }

    private TimeSpan Clock => _time.GetElapsedTime(0);

    /// <summary>Posts a key press with the present time.</summary>
    public void Press(KeyStroke key) => Post(new Message.Pressed(key, Clock));

    /// <summary>Posts a message from any thread; waits while the queue is full.</summary>
    public void Post(Message message)
    {
        if (!_messages.Writer.TryWrite(message))
        {
            _messages.Writer.WriteAsync(message).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Runs until the operator leaves or the caller cancels.</summary>
    /// <param name="state">The first state.</param>
    /// <param name="suspend">Gives the terminal back to the shell until the process continues.</param>
    /// <param name="redraw">Draws the whole picture again.</param>
    /// <param name="cancellation">Ends the loop.</param>
    public async Task RunAsync(DashboardState state, Action suspend, Action redraw, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task following = new HostConnection(_host, _time, message => _messages.Writer.WriteAsync(message, stop.Token)).RunAsync(stop.Token);
        Task ticking = TickAsync(stop.Token);
        try
        {
            // The tasks that feed the loop end on request. An earlier end is a bug, which must not look like an idle host.
            Task first = await Task.WhenAny(LoopAsync(state, suspend, redraw, stop.Token), following, ticking).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            // Leaving does not undo the actions of earlier keys.
            await Task.WhenAny(Task.WhenAll(_acting), Task.Delay(ActionLimit, _time, cancellation)).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(following, ticking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LoopAsync(DashboardState state, Action suspend, Action redraw, CancellationToken cancellation)
    {
        _frames.Show(_screen.Draw(Picture.Draw(state)));
        long shown = _time.GetTimestamp();
        bool stale = false;
        Task<bool>? reading = null;
        while (!state.Ended)
        {
            reading ??= _messages.Reader.WaitToReadAsync(cancellation).AsTask();
            TimeSpan left = FrameTime - _time.GetElapsedTime(shown);
            if (stale && left > TimeSpan.Zero)
            {
                await Task.WhenAny(reading, Task.Delay(left, _time, cancellation)).ConfigureAwait(false);
            }
            else if (!stale)
            {
                await reading.ConfigureAwait(false);
            }

            cancellation.ThrowIfCancellationRequested();
            bool atOnce = false;
            while (!state.Ended && _messages.Reader.TryRead(out Message? message))
            {
                state = Reducer.Reduce(state, message);
                atOnce |= message is Message.Pressed or Message.Resized or Message.ActionEnded or Message.Questioned;
                stale |= message is not Message.Shown;
                state = TakeOut(state, suspend, redraw, cancellation);
            }

            reading = reading.IsCompleted ? null : reading;
            if (stale && (atOnce || _time.GetElapsedTime(shown) >= FrameTime))
            {
                _frames.Show(_screen.Draw(Picture.Draw(state)));
                shown = _time.GetTimestamp();
                stale = false;
            }
        }
    }

    private DashboardState TakeOut(DashboardState state, Action suspend, Action redraw, CancellationToken cancellation)
    {
        foreach (HostCommand command in state.Outbox)
        {
            switch (command)
            {
                case HostCommand.Suspend:
                    suspend();
                    break;
                case HostCommand.Copy copy:
                    _frames.Copy(copy.Text);
                    break;
                case HostCommand.Redraw:
                    redraw();
                    break;
                default:
                    _acting.RemoveAll(task => task.IsCompleted);
                    _acting.Add(DoAsync(command, cancellation));
                    break;
            }
        }

        return state.Outbox.IsEmpty ? state : state with { Outbox = [] };
    }

    private async Task DoAsync(HostCommand command, CancellationToken cancellation)
    {
        try
        {
            Message ended = await Task.Run(() => _actions.DoAsync(command, cancellation), cancellation).ConfigureAwait(false);
            ended = ended is Message.ActionEnded done ? done with { Same = ShellLine.Of(command) } : ended;
            await _messages.Writer.WriteAsync(ended, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The operator left.
        }
        catch (Exception broken)
        {
            // Shows the operator any failure; the dashboard goes on.
            await _messages.Writer.WriteAsync(new Message.ActionEnded(broken.Message, Failed: true), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(TickTime, _time);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            await _messages.Writer.WriteAsync(new Message.Ticked(_time.GetUtcNow()), cancellation).ConfigureAwait(false);
        }
    }
}
