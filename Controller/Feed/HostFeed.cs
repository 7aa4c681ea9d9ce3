using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Client;

namespace BotBottle.Controller.Feed;

/// <summary>
/// What watchers of the host see. However many they are and however much happens, a picture of the state is taken at most once in <see cref="Pause"/>, and shared; the first
/// change after a quiet time is seen at once. Without a watcher it does nothing.
/// </summary>
internal sealed class HostFeed(HostState state, ILedgerStore store, PolicyFile policy)
{
    /// <summary>Watchers at once: an operator's terminals, and not a leak of connections.</summary>
    public const int MaxWatchers = 16;

    /// <summary>Between two pictures.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two looks at what no commit tells: that settings.yml was edited (one stat), that spending left a window.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two pictures that time alone asks for.</summary>
    private static readonly TimeSpan TimePause = TimeSpan.FromSeconds(1);

    private readonly Lock _one = new();
    private HostPicture _picture = HostPicture.Empty;
    private long _count = -1;
    private long _takenAt;
    private int _watchers;

    /// <summary>A new watcher.</summary>
    /// <param name="afterEvent">The last event that it knows; null for the newest ones.</param>
    /// <param name="afterExchange">The last exchange that it knows; null for those of the last minutes.</param>
    /// <exception cref="RefusedException">There are too many, or there is no such place.</exception>
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

    /// <summary>A watcher is gone.</summary>
    public void Close() => Interlocked.Decrement(ref _watchers);

    /// <summary>The first picture that is newer than <paramref name="seen"/>; without one, one of this moment.</summary>
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

    /// <summary>The present picture, a <see cref="Pause"/> old at the most.</summary>
    public HostPicture Present() => Present(atOnce: false, out _, out _);

    // When to look again: at the next change or after a wait; where there was a change already, when the pause is over and not before.
    private HostPicture Present(bool atOnce, out Task? changed, out TimeSpan wait)
    {
        lock (_one)
        {
            lock (state.Gate)
            {
                bool isStale = state.Changes.Count != _count;
                TimeSpan age = state.Time.GetElapsedTime(_takenAt);
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
            // An edit that cannot be written down is not in force: what is shown is right. It is tried again at the next look, and admissions say why they are refused.
        }
    }

    private static void Require(string member, long? after, long last, string what)
    {
        if (after > last)
        {
            throw new RefusedException(
                ControllerException.NoSuchPlace, $"{member} is {after} and the newest {what} is {last}: that place is of another history; watch without it", RefusalReason.Invalid);
        }
    }
}
