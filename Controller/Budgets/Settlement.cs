using System.Text.Json.Nodes;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;

namespace BotBottle.Controller.Budgets;

/// <summary>
/// Writes reported calls into the ledger: row, counters of every scope, the run's count, and the end of the call's hold, in one transaction. A call that is
/// already there changes nothing and is acknowledged again.
/// </summary>
internal static class Settlement
{
    private const int MaxText = 256;

    /// <summary>Settles one run's reports; returns the ids that are in the ledger after the commit: all of them.</summary>
    public static IReadOnlyList<string> Settle(
        HostState state, LiveRun run, IReadOnlyList<UsageReport> reports, ILedgerTransaction transaction, Aftermath aftermath)
    {
        DateTimeOffset now = state.Now;
        foreach (UsageReport report in reports)
        {
            Spend spend = new(state.Policy.Weights.Charge(report.Usage), 1);
            if (transaction.AddUsage(new LedgerRow(run.Record.Id, report, spend.Tokens, now)))
            {
                Charge(state, run, report, spend, now, transaction, aftermath);
            }

            aftermath.OnCommit(() => End(state, run, report));
        }

        return [.. reports.Select(report => report.Exchange)];
    }

    private static void End(HostState state, LiveRun run, UsageReport report)
    {
        Hold? hold = Holds.Release(state, run, report.Exchange);
        if (report.Quality == UsageQuality.Exact)
        {
            // Learned under the name that the next request will use.
            state.Usual.Learn(report.Provider, hold?.Model ?? report.Model, report.Usage.Output);
        }
    }

    private static void Charge(
        HostState state, LiveRun run, UsageReport report, Spend spend, DateTimeOffset now, ILedgerTransaction transaction,
        Aftermath aftermath)
    {
        List<Account> chain = [.. state.Accounts.Chain(run.Record, report.Provider)];
        foreach (Account account in chain)
        {
            transaction.AddToCounter(account.Scope, account.Provider, spend);
            account.Add(now, spend);
        }

        transaction.AddToRun(run.Record.Id, 1, 0);
        run.Record = run.Record with { Requests = run.Record.Requests + 1 };
        aftermath.OnRollback(() =>
        {
            chain.ForEach(account => account.Add(now, -spend));
            run.Record = run.Record with { Requests = run.Record.Requests - 1 };
        });

        if (report.Quality is UsageQuality.Estimated or UsageQuality.Unknown)
        {
            transaction.AddEvent(Estimated(run.Record, report, spend, now));
        }
    }

    private static EventDraft Estimated(RunRecord run, UsageReport report, Spend spend, DateTimeOffset now) => new(
        now, EventKind.UsageEstimated, run.Id, run.Name,
        $"a call to {TerminalText.Short(report.Host, MaxText)} was charged {spend.Tokens:N0} tokens by estimate: " + (report.End == ExchangeEnd.ProxyDied
            ? "its proxy died before the response's usage was known"
            : report.Quality == UsageQuality.Unknown ? "the response's usage is invalid or unreadable" : "the response reported no usage"),
        Audit: false,
        new JsonObject
        {
            ["exchange"] = report.Exchange,
            ["provider"] = report.Provider,
            ["model"] = report.Model is { } model ? TerminalText.Short(model, MaxText) : null,
            ["status"] = report.Status,
            ["charged"] = spend.Tokens,
            ["quality"] = WireNames.Of(report.Quality),
            ["end"] = WireNames.Of(report.End),
        });
}
