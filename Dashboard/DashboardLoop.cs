using System.Threading.Channels;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Terminal;
using BotBottle.Dashboard.Views;

namespace BotBottle.Dashboard;

/// <summary>One loop that owns the state: takes messages, reduces them, shows the picture. Data is shown ten times a second at the most, what a key did at once.</summary>
internal sealed class DashboardLoop
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TickTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ActionLimit = TimeSpan.FromSeconds(2);

    private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(new BoundedChannelOptions(256) { SingleReader = true });
    private readonly List<Task> _acting = [];
    private readonly IHost _host;
    private readonly FrameWriter _frames;
    private readonly TimeProvider _time;
    private readonly HostActions _actions;

    /// <summary>A loop that does not run yet.</summary>
    /// <param name="host">The host.</param>
    /// <param name="frames">Where pictures go.</param>
    /// <param name="time">The clock.</param>
    public DashboardLoop(IHost host, FrameWriter frames, TimeProvider time)
    {
        (_host, _frames, _time, _actions) = (host, frames, time, new HostActions(host));
        frames.Shown = picture => Post(new Message.Shown(Picture.Marks(picture), Clock));
    }

    private TimeSpan Clock => _time.GetElapsedTime(0);

    /// <summary>Posts a key that was pressed just now.</summary>
    public void Press(KeyStroke key) => Post(new Message.Pressed(key, Clock));

    /// <summary>Posts a message from any thread; waits while too many are on their way.</summary>
    public void Post(Message message)
    {
        if (!_messages.Writer.TryWrite(message))
        {
            _messages.Writer.WriteAsync(message).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Runs until the operator leaves, or it is cancelled.</summary>
    /// <param name="state">The first state.</param>
    /// <param name="suspend">Gives the terminal back for a while.</param>
    /// <param name="redraw">Draws everything anew.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(DashboardState state, Action suspend, Action redraw, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task following = new HostConnection(_host, _time, message => _messages.Writer.WriteAsync(message, stop.Token)).RunAsync(stop.Token);
        Task ticking = TickAsync(stop.Token);
        try
        {
            // What feeds the loop ends when it is told to; before that only by a fault of ours, which must not look like a host on which nothing happens.
            Task first = await Task.WhenAny(LoopAsync(state, suspend, redraw, stop.Token), following, ticking).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            // A key that was pressed before the last one is not taken back by it.
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
        _frames.Show(Picture.Draw(state));
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
                _frames.Show(Picture.Draw(state));
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
            await _messages.Writer.WriteAsync(ended, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The operator left.
        }
        catch (Exception broken)
        {
            // Whatever it is, the operator is told, and the dashboard goes on.
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
