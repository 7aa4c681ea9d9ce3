using System.Globalization;
using System.Text.Json.Nodes;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Presets;
using BotBottle.Core.Refusals;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Stores the events that proxies report. A run may store <see cref="MaxAMinute"/> events a minute. The rest are counted and reported in one event at the start
/// of the next minute, so that an agent that retries a refused host fills neither the disk nor the log. Every refusal is counted.
/// </summary>
internal sealed class EgressEvents(HostState state, LedgerWriter writer)
{
    /// <summary>Most events of one run that are stored per minute.</summary>
    public const int MaxAMinute = 300;

    /// <summary>Most hosts of one run that are reported once as expected: below a wildcard an agent can invent any number of names.</summary>
    public const int MostExpectedHosts = 32;

    private const int MaxText = 2048;

    private static readonly string?[] ExpectedReasons = [WireNames.Of(RefusalCode.HostNotAllowed), WireNames.Of(RefusalCode.RouteNotMatched)];

    /// <summary>Writes a run's events.</summary>
    /// <exception cref="StoreUnavailableException">The store is not available; no event is stored.</exception>
    public Task<bool> AddAsync(LiveRun run, IReadOnlyList<EgressEvent> events) => writer.RunAsync((transaction, aftermath) =>
    {
        DateTimeOffset now = state.Now;
        EventQuota before = run.Events;
        EventQuota quota = before;
        if (now - quota.Since >= TimeSpan.FromMinutes(1))
        {
            TellDropped(run.Record, quota, now, transaction);
            quota = new EventQuota(now, 0, 0);
        }

        foreach (EgressEvent told in events)
        {
            bool expected = IsExpected(run, told);
            if (expected && run.TriesTold.Contains(told.Host!))
            {
                continue;
            }

            bool fits = quota.Kept < MaxAMinute;
            expected = expected && run.TriesTold.Count < MostExpectedHosts;
            if (expected && fits)
            {
                run.TriesTold.Add(told.Host!);
                aftermath.OnRollback(() => run.TriesTold.Remove(told.Host!));
            }

            quota = fits ? quota with { Kept = quota.Kept + 1 } : quota with { Dropped = quota.Dropped + 1 };
            if (fits)
            {
                transaction.AddEvent(Draft(run.Record, told, expected));
            }
        }

        run.Events = quota;
        aftermath.OnRollback(() => run.Events = before);
        CountRefusals(run, events, transaction, aftermath);
        return true;
    });

    /// <summary>
    /// True if the agent tries this host by itself and does not need it. One refusal of each such host is reported, marked as expected; all of them are
    /// counted.
    /// </summary>
    private static bool IsExpected(LiveRun run, EgressEvent told) =>
        ExpectedReasons.Contains(told.Reason) && ExpectedRefusal.Covers(run.Record.Egress?.Tries ?? [], told.Host, told.Path);

    private static void CountRefusals(LiveRun run, IReadOnlyList<EgressEvent> events, ILedgerTransaction transaction, Aftermath aftermath)
    {
        int refusals = events.Count(told => told.Reason is not null);
        if (refusals > 0)
        {
            transaction.AddToRun(run.Record.Id, 0, refusals);
            run.Record = run.Record with { Refusals = run.Record.Refusals + refusals };
            aftermath.OnRollback(() => run.Record = run.Record with { Refusals = run.Record.Refusals - refusals });
        }
    }

    private static void TellDropped(RunRecord run, EventQuota quota, DateTimeOffset now, ILedgerTransaction transaction)
    {
        if (quota.Dropped > 0)
        {
            transaction.AddEvent(new EventDraft(
                now, EventKind.EgressBlock, run.Id, run.Name,
                string.Create(CultureInfo.InvariantCulture, $"{quota.Dropped} more events since {quota.Since:HH:mm:ss} are counted and not listed"),
                Audit: false, new JsonObject { ["dropped"] = quota.Dropped }));
        }
    }

    private static EventDraft Draft(RunRecord run, EgressEvent told, bool expected)
    {
        string target = $"{Clean(told.Method)} {Clean(told.Host)}{Clean(told.Path)}".Trim();
        string detail = expected ? "the agent tries this by itself and works without it" : Clean(told.Detail);
        return new EventDraft(
            told.Time, told.Kind, run.Id, run.Name, (target.Length > 0 && detail.Length > 0 ? $"{target}: {detail}" : target + detail), Audit: false,
            new JsonObject
            {
                ["host"] = told.Host is null ? null : Clean(told.Host),
                ["method"] = told.Method is null ? null : Clean(told.Method),
                ["path"] = told.Path is null ? null : Clean(told.Path),
                ["status"] = told.Status,
                ["reason"] = told.Reason is null ? null : Clean(told.Reason),
                ["expected"] = expected ? true : null,
            });
    }

    // The proxy strips control characters already. They are cleaned again, because an agent's text reaches terminals from here.
    private static string Clean(string? text) => TerminalText.Short(text ?? "", MaxText);
}
