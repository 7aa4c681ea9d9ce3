using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Enforcement;

/// <summary>
/// Starts a review when time changes the state: a spent budget has room again, or an approval times out. It is armed only while such a change is pending.
/// </summary>
internal sealed class WindowTimer : IDisposable
{
    // If the wall clock is set forward, a window's end moves but the timer does not. So the check repeats at least this often.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly HostState _state;
    private readonly ITimer _timer;

    public WindowTimer(HostState state, LedgerWriter writer, Action<string> complain)
    {
        _state = state;
        _timer = state.Time.CreateTimer(_ => _ = ReviewAsync(writer, complain), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Sets the timer for the earliest pending change. The caller holds the gate.</summary>
    public void Arm() => Arm(TimeSpan.FromMilliseconds(1));

    private void Arm(TimeSpan shortest)
    {
        DateTimeOffset now = _state.Now;
        DateTimeOffset? earliest = null;
        foreach (Account account in _state.Accounts.Budgeted)
        {
            if (account.Crossed && account.RoomAt(now) is { } room && !(earliest <= room))
            {
                earliest = room;
            }
        }

        foreach (LiveRun run in _state.Live)
        {
            if (run.Approvals.NextExpiry is { } expiry && !(earliest <= expiry))
            {
                earliest = expiry;
            }
        }

        TimeSpan wait = earliest is { } at ? TimeSpan.FromTicks(Math.Clamp((at - now).Ticks, shortest.Ticks, Longest.Ticks)) : Timeout.InfiniteTimeSpan;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private async Task ReviewAsync(LedgerWriter writer, Action<string> complain)
    {
        try
        {
            await writer.RunAsync((_, _) => true).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The controller stops; the next one reviews at its start.
        }
        catch (StoreUnavailableException fault)
        {
            complain($"time ran out for a budget's window or an approval, and the change could not be kept: {fault.Message}");
            lock (_state.Gate)
            {
                Arm(AfterFault);
            }
        }
    }
}
