using System.Text.Json.Nodes;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Runs;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Daemon;

/// <summary>Takes over from the previous controller: loads the store's state into memory, then carries out pending decisions.</summary>
internal sealed class Recovery(HostState state, LedgerWriter writer, Enforcer enforcer, BudgetDefinitions definitions, BottleHome home)
{
    /// <summary>Fills memory, before the writer starts.</summary>
    public void Load(StoreSnapshot snapshot, Func<OrdersFeed> newOrders)
    {
        foreach (RunRecord run in snapshot.Runs)
        {
            LiveRun live = new(run, newOrders());
            if (run.Egress is { } egress)
            {
                // An edit that was stored, but that the previous controller sent to no proxy.
                live.Orders.Publish(egress.Routes);
            }

            state.Runs.Add(run.Id, live);
        }

        foreach (IGrouping<string, ApprovalView> approvals in snapshot.Approvals.GroupBy(approval => approval.Run))
        {
            LiveRun run = state.Runs[approvals.Key];
            run.Approvals.Load(approvals);
            run.Orders.Publish(run.Approvals.Orders);
        }

        foreach (StoredCounter counter in snapshot.Counters)
        {
            state.Accounts.Load(counter, NameOf(counter.Scope));
        }

        foreach ((string provider, string? model, long output) in snapshot.Outputs)
        {
            state.Usual.Learn(provider, model, output);
        }

        DateTimeOffset now = state.Now;
        ILookup<(Scope, string), StoredBudget> stored = snapshot.Budgets.ToLookup(entry => (entry.Budget.Scope, entry.Budget.Provider));
        Dictionary<(Scope, string), Budget> files = state.Policy.Budgets.ToDictionary(budget => (budget.Scope, budget.Provider));
        foreach ((Scope scope, string provider) in stored.Select(group => group.Key).Union(files.Keys))
        {
            definitions.Load(
                state.Accounts.Get(scope, provider, NameOf(scope)),
                Of(BudgetLayer.Declared) ?? files.GetValueOrDefault((scope, provider)), Of(BudgetLayer.Set), now);

            Budget? Of(BudgetLayer layer) => stored[(scope, provider)].FirstOrDefault(entry => entry.Layer == layer)?.Budget;
        }
    }

    /// <summary>
    /// Makes the first commit: it records the takeover, carries out decided kills, and finds the calls in flight in the spools of living proxies. Its review
    /// does the rest.
    /// </summary>
    public Task<bool> TakeOverAsync() => writer.RunAsync((transaction, aftermath) =>
    {
        LiveRun[] live = [.. state.Live];
        transaction.AddEvent(new EventDraft(
            state.Now, EventKind.ControllerStarted, null, null, $"a controller took over the host with {live.Length} live runs", Audit: true,
            new JsonObject { ["pid"] = Environment.ProcessId, ["live_runs"] = live.Length, ["by"] = "controller" }));
        foreach (LiveRun run in live)
        {
            if (run.Record.KillOrdered)
            {
                enforcer.CarryOutKill(run, aftermath);
            }

            foreach (SpoolContents spool in DeadSpool.ReadLiving(home.Spool(run.Record.Id)))
            {
                // A call that has ended and is not in the ledger will be reported; until then it is held as well.
                foreach (UsageReport call in spool.Unfinished.Concat(spool.Ended).Where(call => !transaction.HasUsage(run.Record.Id, call.Exchange)))
                {
                    Hold(run, call);
                }
            }
        }

        return true;
    });

    // The hold equals the admission's record: the input, and the output by the limit at that time.
    private void Hold(LiveRun run, UsageReport call)
    {
        long tokens = state.Policy.Weights.Hold(call.Usage.TotalInput, call.Usage.Output);
        AdmissionAnswer answer = new(AdmissionVerdict.Admitted, tokens, call.Usage.Output);
        Holds.Add(state, run, call.Exchange, new Hold(call.Provider, call.Model, new CallHold(tokens, tokens), answer, state.Now));
    }

    private string? NameOf(Scope scope) =>
        scope.Kind == ScopeKind.Run && state.Runs.TryGetValue(scope.Id!, out LiveRun? run) ? run.Record.Name : null;
}
