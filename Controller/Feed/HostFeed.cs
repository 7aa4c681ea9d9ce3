using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Client;

namespace BotBottle.Controller.Feed;

/// <summary>
/// Pictures of the host's state for its watchers. All watchers share one picture, which is taken at most once per <see cref="Pause"/>. The first change after a
/// quiet time is shown at once. Without a watcher the feed does nothing.
/// </summary>
internal sealed class HostFeed(HostState state, ILedgerStore store, PolicyFile policy)
{
    /// <summary>Most watchers at once: enough for an operator's terminals, and a bound on leaked connections.</summary>
    public const int MaxWatchers = 16;

    /// <summary>Least time between two pictures.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between two checks for changes that no commit announces: an edited settings.yml (one stat) or spending that left a window.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Least time between two pictures that only the passing of time requires.</summary>
    private static readonly TimeSpan TimePause = TimeSpan.FromSeconds(1);

    private readonly Lock _one = new();
    private HostPicture _picture = HostPicture.Empty;
    private long _count = -1;
    private long? _takenAt;
    private int _watchers;

    /// <summary>Adds a watcher.</summary>
    /// <param name="afterEvent">The last event that the watcher knows; null to start with the newest ones.</param>
    /// <param name="afterExchange">The last exchange that the watcher knows; null to start with those of the last minutes.</param>
    /// <exception cref="RefusedException">There are too many watchers, or the place does not exist.</exception>
    public HostWatch Open(long? afterEvent, long? afterExchange)
    {
        HistoryPlace end = store.HistoryEnd();
        Require("after_event", afterEvent, end.Event, "event");
        Require("after_exchange", afterExchange, end.Exchange, "exchange");
        HistoryPlace start = afterEvent is null || afterExchange is null ? store.HistoryStart(state.Time.GetUtcNow()) : end;
        if (Interlocked.Increment(ref _watchers) > MaxWatchers)
        {
            Close();
            throw new RefusedException("too_many_watchers", $"{MaxWatchers} watch this host already: close a dashboard");
        }

        return new HostWatch(this, store, new HistoryPlace(afterEvent ?? start.Event, afterExchange ?? start.Exchange), afterEvent is not null);
    }

    /// <summary>Removes a watcher.</summary>
    public void Close() => Interlocked.Decrement(ref _watchers);

    /// <summary>Gets the first picture that is newer than <paramref name="seen"/>; if that is null, the picture of this moment.</summary>
    public async Task<HostPicture> NextAsync(HostPicture? seen, CancellationToken cancellation)
    {
        while (true)
        {
            await RefreshAsync().ConfigureAwait(false);
            HostPicture picture = Present(seen is null, out Task? changed, out TimeSpan wait);
            if (!ReferenceEquals(picture, seen))
            {
                return picture;
            }

            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task pause = Task.Delay(wait, state.Time, over.Token);
            await (changed is null ? pause : Task.WhenAny(changed, pause)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await over.CancelAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Gets the present picture, at most one <see cref="Pause"/> old.</summary>
    public HostPicture Present() => Present(atOnce: false, out _, out _);

    // Sets the time of the next check: at the next change or after a wait. After a change that already happened, it is the end of the pause.
    private HostPicture Present(bool atOnce, out Task? changed, out TimeSpan wait)
    {
        lock (_one)
        {
            lock (state.Gate)
            {
                bool isStale = state.Changes.Count != _count;
                TimeSpan age = _takenAt is { } takenAt ? state.Time.GetElapsedTime(takenAt) : TimeSpan.MaxValue;
                bool hasAged = age >= TimePause && _picture.ChangesAt <= state.Now;
                if ((isStale && (atOnce || age >= Pause)) || hasAged)
                {
                    _picture = HostPicture.Of(state, _picture);
                    (_count, _takenAt) = (state.Changes.Count, state.Time.GetTimestamp());
                    isStale = false;
                }

                changed = isStale ? null : state.Changes.Next;
                wait = isStale ? Pause - age : Look;
                return _picture;
            }
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            await policy.RefreshAsync().ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // An edit that cannot be stored is not in force, so the picture is right. The next check tries again, and admissions are refused with the
            // reason.
        }
    }

    private static void Require(string member, long? after, long last, string what)
    {
        if (after > last)
        {
            throw new RefusedException(
                ControllerException.NoSuchPlace, $"{member} is {after} and the newest {what} is {last}: that position is of another history; watch without it",
                RefusalReason.Invalid);
        }
    }
}
