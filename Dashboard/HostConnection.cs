using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard;

/// <summary>
/// Follows the host for the lifetime of the dashboard, across controller restarts. It asks each controller for the history after the last known entry, so that
/// none is missed.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="time">The clock.</param>
/// <param name="post">Receives the messages in order; waits while the queue is full.</param>
internal sealed class HostConnection(IHost host, TimeProvider time, Func<Message, ValueTask> post)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Follows the host until the caller cancels.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        long? lastEvent = null;
        long? lastExchange = null;
        while (!cancellation.IsCancellationRequested)
        {
            string reason = "its stream has ended";
            try
            {
                await foreach (HostUpdate update in host.WatchAsync(lastEvent, lastExchange, cancellation).WithCancellation(cancellation).ConfigureAwait(false))
                {
                    lastEvent = update.Events.Count > 0 ? update.Events[^1].Seq : lastEvent;
                    lastExchange = update.Exchanges.Count > 0 ? update.Exchanges[^1].Id : lastExchange;
                    await post(new Message.HostChanged(update)).ConfigureAwait(false);
                }
            }
            catch (ControllerException lost) when (lost.Code == ControllerException.NoSuchPlace && (lastEvent ?? lastExchange) is not null)
            {
                // The controller's history ends before the last known entry: the database was recreated.
                (lastEvent, lastExchange) = (null, null);
                await post(new Message.HistoryBegan()).ConfigureAwait(false);
                continue;
            }
            catch (ControllerException lost)
            {
                reason = lost.Message;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }

            await post(new Message.LinkLost(reason, time.GetUtcNow())).ConfigureAwait(false);
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
