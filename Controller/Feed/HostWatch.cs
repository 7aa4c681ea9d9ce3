using System.Runtime.CompilerServices;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Feed;

/// <summary>
/// One watcher of the host. It compares the state with the last one that it reported, and reads the history from the store at its own position. A slow reader
/// gets fewer updates, and no updates queue up in memory.
/// </summary>
/// <param name="feed">Source of the pictures.</param>
/// <param name="store">Source of the history.</param>
/// <param name="start">Position after which the history begins.</param>
/// <param name="knowsRuns">True for a watcher that reconnects: it is also told about runs that ended meanwhile.</param>
internal sealed class HostWatch(HostFeed feed, ILedgerStore store, HistoryPlace start, bool knowsRuns) : IDisposable
{
    /// <summary>Most events, and most exchanges, in one line.</summary>
    public const int Page = HostUpdate.MostHistory;

    private readonly Dictionary<string, ApprovalView> _pending = [];
    private HistoryPlace _place = start;
    private HostPicture? _told;

    /// <inheritdoc/>
    public void Dispose() => feed.Close();

    /// <summary>Yields the snapshot and then each change, until cancelled.</summary>
    public async IAsyncEnumerable<HostUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        bool isBehind = false;
        while (true)
        {
            // The picture is taken before the history is read. So the history contains the end of each run that neither of two pictures contains.
            HostPicture now = isBehind ? feed.Present() : await feed.NextAsync(_told, cancellation).ConfigureAwait(false);
            IReadOnlyList<LoggedEvent> events = store.Events(_place.Event, Page, auditOnly: false);
            IReadOnlyList<ExchangeView> exchanges = store.Exchanges(_place.Exchange, Page);
            HostUpdate update = Next(now, events, exchanges);
            _place = new HistoryPlace(events.Count > 0 ? events[^1].Seq : _place.Event, exchanges.Count > 0 ? exchanges[^1].Id : _place.Exchange);
            _told = now;
            isBehind = events.Count == Page || exchanges.Count == Page;
            if (update is { Snapshot: true } or not { Runs: [], Budgets: [], GoneBudgets: [], Approvals: [], Events: [], Exchanges: [] })
            {
                yield return update;
            }
        }
    }

    private HostUpdate Next(HostPicture now, IReadOnlyList<LoggedEvent> events, IReadOnlyList<ExchangeView> exchanges)
    {
        HostPicture before = _told ?? HostPicture.Empty;
        return new HostUpdate(
            now.Time, _told is null,
            [.. now.Runs.Values.Where(run => IsNew(before.Runs, run.Run, run) && (_told is not null || IsPresent(run))), .. Ended(before, now, events)],
            [.. now.Budgets.Where(entry => IsNew(before.Budgets, entry.Key, entry.Value)).Select(entry => entry.Value)],
            [.. before.Budgets.Keys.Where(key => !now.Budgets.ContainsKey(key))],
            [.. Approvals(now)], [.. events.Select(Clean)], exchanges);
    }

    private static bool IsNew<TKey, T>(IDictionary<TKey, T> before, TKey key, T value) where T : class =>
        !(before.TryGetValue(key, out T? known) && ReferenceEquals(known, value));

    private static bool IsPresent(RunView run) => run.EndedAt is null || run.State == RunState.Frozen;

    // Runs that left memory since the last line, and runs that began and ended between two pictures. Only the history knows the latter.
    private IEnumerable<RunView> Ended(HostPicture before, HostPicture now, IReadOnlyList<LoggedEvent> events)
    {
        HashSet<string> gone = [.. before.Runs.Keys];
        if (_told is not null || knowsRuns)
        {
            gone.UnionWith(events.Where(told => told is { Event: EventKind.RunEnded, Run: not null }).Select(told => told.Run!));
        }

        gone.ExceptWith(now.Runs.Keys);
        if (gone.Count == 0)
        {
            yield break;
        }

        Dictionary<string, RunView> kept = store.Runs([.. gone]).Select(RunViews.Of).ToDictionary(view => view.Run);
        foreach (string run in gone)
        {
            RunView? last = before.Runs.GetValueOrDefault(run);
            // A launch that was shown but could not be stored has no row.
            RunView? end = kept.GetValueOrDefault(run) ?? (last is null ? null : last with { State = RunState.Exited, EndedAt = now.Time });
            if (end is not null && (last is null || !HostPicture.Same(last, end)))
            {
                yield return end;
            }
        }
    }

    private IEnumerable<ApprovalView> Approvals(HostPicture now)
    {
        foreach ((string id, ApprovalView told) in _pending.Where(entry => !now.Pending.ContainsKey(entry.Key)).ToArray())
        {
            ApprovalView? end = store.Approval(id) ?? told with { State = ApprovalState.Ended, DecidedAt = now.Time };
            // A decision that is not committed yet is shown by the picture that follows its commit.
            if (end.State != ApprovalState.Pending)
            {
                _pending.Remove(id);
                yield return end;
            }
        }

        foreach (ApprovalView asked in now.Pending.Values)
        {
            if (_pending.TryAdd(asked.Id, asked))
            {
                yield return asked;
            }
        }
    }

    private static LoggedEvent Clean(LoggedEvent told) => told with { Message = TerminalText.Clean(told.Message) };
}
