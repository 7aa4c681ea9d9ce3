using System.Text.Json.Nodes;
using BotBottle.Controller.Approvals;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Runs;

/// <summary>The life of a run: registered, launched, ended, drained.</summary>
internal sealed class RunRegistry(
    HostState state, LedgerWriter writer, Enforcer enforcer, BudgetDefinitions definitions, DeclaredBudgets declared, FrozenRuns frozen, BottleHome home,
    Func<OrdersFeed> newOrders)
{
    /// <summary>Registers a launch, before any part of its bottle exists.</summary>
    /// <exception cref="RefusedException">A name is taken, a provider is unknown, or the owner is gone.</exception>
    public async Task<RunRegistered> RegisterAsync(RunRegistration registration)
    {
        Check(registration);
        string id = RunNames.NewId();
        string token = FrozenRuns.NewToken(id);
        string folder = home.RunFolder(id);
        BottleHome.MakePrivate(Path.GetDirectoryName(folder)!);
        BottleHome.MakePrivate(folder);
        try
        {
            string name = await writer.RunAsync((transaction, aftermath) => Add(registration, id, token, transaction, aftermath))
                .ConfigureAwait(false);
            return new RunRegistered(id, name, token, folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Records that the bottle was built.</summary>
    public Task<bool> LaunchedAsync(string run, RunLaunched launched) => writer.RunAsync((transaction, aftermath) =>
    {
        LiveRun live = state.Find(run);
        DateTimeOffset now = state.Now;
        Enforcer.Change(live, live.Record with { Process = launched }, transaction, aftermath);
        transaction.AddEvent(new EventDraft(
            now, EventKind.RunStarted, live.Record.Id, live.Record.Name, $"{live.Record.Name} runs {string.Join(' ', live.Record.Command)}",
            Audit: false, Facts(live.Record)));
        if (live.Record.KillOrdered)
        {
            enforcer.CarryOutKill(live, aftermath);
        }

        return true;
    });

    /// <summary>Takes an edit of the run's routes or of its bottles' budgets. Valid ones go to its proxy with its orders after they are stored.</summary>
    public Task<bool> EditRoutesAsync(string run, RouteEdit edit) => writer.RunAsync((transaction, aftermath) =>
    {
        LiveRun live = state.Find(run);
        transaction.AddEvent(new EventDraft(
            state.Now, edit.Routes is null ? EventKind.RouteReloadFailed : EventKind.RouteReload, live.Record.Id, live.Record.Name, edit.Message, Audit: true,
            new JsonObject { ["version"] = edit.Routes?.Version, ["routes"] = edit.Routes?.Routes.Count }));
        if (edit.Budgets is { } budgets)
        {
            declared.Edit(live.Record, budgets, transaction, aftermath);
        }

        if (edit.Routes is { } routes)
        {
            // Stored, so that the next controller knows them too.
            RunRecord before = live.Record;
            live.Record = before with { Egress = before.Egress is { } egress ? egress with { Routes = routes } : null };
            transaction.PutEgress(before.Id, live.Record.Egress);
            aftermath.OnRollback(() => live.Record = before);
            aftermath.OnCommit(() => live.Orders.Publish(routes));
        }

        return true;
    });

    /// <summary>Records that the command has ended: drains the spools of its dead proxies into the ledger and removes it from the live runs.</summary>
    /// <exception cref="RefusedException">No live run has this name.</exception>
    public Task<RunView> EndAsync(string run, RunEnd end)
    {
        LiveRun live;
        lock (state.Gate)
        {
            live = state.Find(run);
        }

        return DrainAsync(live, (spools, transaction, aftermath) =>
        {
            if (live.Record.EndedAt is not null)
            {
                throw new RefusedException("ended", $"{live.Record.Name} has ended already");
            }

            SpoolDrain.Settle(state, live, spools, transaction, aftermath);
            if (end.Limit is { } limit)
            {
                Enforcer.Log(live, EventKind.LimitReached, state.Now, $"{live.Record.Name} was ended: {limit}", new JsonObject(), transaction);
            }

            End(live, end.ExitCode, end.AgentRan, $"ended with exit code {end.ExitCode}", transaction, aftermath);
        });
    }

    /// <summary>Ends a run whose process, which held the bottle, is gone; an agent that is left over ends with it.</summary>
    public Task<RunView> AbandonAsync(LiveRun live) => DrainAsync(live, (spools, transaction, aftermath) =>
    {
        SpoolDrain.Settle(state, live, spools, transaction, aftermath);
        if (live.Record.EndedAt is not null)
        {
            return;
        }

        if (live.Record.Process is { } process && ProcessIdentity.StartOf(process.AgentPid) == process.AgentStart)
        {
            Enforcer.Log(
                live, EventKind.Kill, state.Now, "killed: the process that held its bottle is gone",
                new JsonObject { ["by"] = "controller", ["pid"] = process.AgentPid }, transaction);
            enforcer.CarryOutKill(live, aftermath);
        }

        End(live, null, live.Record.Process is not null, $"ended: process {live.Record.Owner}, which held its bottle, is gone", transaction, aftermath);
    });

    /// <summary>Drains the spools of a run's dead proxies.</summary>
    public Task<RunView> DrainAsync(LiveRun live) => DrainAsync(live, (spools, transaction, aftermath) =>
        SpoolDrain.Settle(state, live, spools, transaction, aftermath));

    /// <summary>Records that a proxy of the run starts. A dead spool means that it is not the first proxy.</summary>
    public Task<RunView> ProxyStartsAsync(LiveRun live) => DrainAsync(live, (spools, transaction, aftermath) =>
    {
        SpoolDrain.Settle(state, live, spools, transaction, aftermath);
        if (spools.Count > 0)
        {
            transaction.AddEvent(new EventDraft(
                state.Now, EventKind.ProxyRestarted, live.Record.Id, live.Record.Name, "the run's proxy died; a new one takes over", Audit: false));
        }
    });

    // A run that has ended leaves memory when no spool of it is left. Until then its living proxy may still report.
    private async Task<RunView> DrainAsync(LiveRun live, Action<IReadOnlyList<DeadSpool>, ILedgerTransaction, Aftermath> work)
    {
        await live.Draining.WaitAsync().ConfigureAwait(false);
        List<DeadSpool> spools = [];
        try
        {
            spools = DeadSpool.OpenAll(home.Spool(live.Record.Id), out int alive);
            RunView view = await writer.RunAsync((transaction, aftermath) =>
            {
                work(spools, transaction, aftermath);
                if (live.Record is { EndedAt: not null, Drained: false } && alive == 0)
                {
                    RunRecord drained = live.Record with { Drained = true, Egress = null, FinalBudgets = RunViews.BudgetsOf(state, live) };
                    Enforcer.Change(live, drained, transaction, aftermath);
                    transaction.PutEgress(drained.Id, null);
                    aftermath.OnCommit(() => Forget(state, live));
                }

                return RunViews.Of(state, live);
            }).ConfigureAwait(false);
            spools.ForEach(spool => spool.Delete());
            if (live.Record.Freeze is FreezeStep.Ordered)
            {
                await frozen.KeepAsync(live).ConfigureAwait(false);
            }

            return view;
        }
        finally
        {
            spools.ForEach(spool => spool.Dispose());
            live.Draining.Release();
        }
    }

    private static void Check(RunRegistration registration)
    {
        if (registration.Name is { } name)
        {
            RunNames.Require(name);
        }

        foreach (string scope in registration.Bottles.Append(registration.Agent ?? "a").Append(registration.Repository ?? "a"))
        {
            if (!Scope.IsName(scope))
            {
                throw new RefusedException("bad_name", $"'{scope}' cannot name a bottle or an agent", RefusalReason.Invalid);
            }
        }
    }

    private static JsonObject Facts(RunRecord run) => new()
    {
        ["agent"] = run.Agent,
        ["bottle"] = run.Bottles.Count > 0 ? run.Bottles[0] : null,
        ["isolation"] = WireNames.Of(run.Isolation),
        ["pid"] = run.Process?.AgentPid,
        ["folder"] = run.Folder,
        ["command"] = new JsonArray([.. run.Command.Select(word => JsonValue.Create(word))]),
    };

    private string Add(RunRegistration registration, string id, string token, ILedgerTransaction transaction, Aftermath aftermath)
    {
        DateTimeOffset now = state.Now;
        bool IsTaken(string name) => state.Runs.Values.Any(run => run.Record.IsPresent && run.Record.Name == name);
        string name = registration.Name ?? RunNames.Choose(IsTaken);
        if (IsTaken(name))
        {
            throw new RefusedException("name_taken", $"a live or frozen run is called '{name}' already: choose another --name, or end it");
        }

        Dictionary<string, long> budgets = KnownProviders.Require(state.Policy, registration.Budgets);
        long start = ProcessIdentity.StartOf(registration.Owner)
            ?? throw new RefusedException("no_owner", $"there is no process {registration.Owner} to own the run", RefusalReason.Invalid);
        RunRecord record = new(
            id, name, HostState.HashOf(token), registration.Agent, registration.Bottles, registration.Isolation, registration.Shutdown,
            registration.Command, registration.Folder, registration.Owner, start, now, registration.Repository)
        {
            Supervised = registration.Supervised,
            ShutdownAtLeast = registration.ShutdownAtLeast,
            Egress = registration.Egress,
        };
        LiveRun live = new(record, newOrders());
        transaction.AddRun(record);
        state.Runs.Add(id, live);
        aftermath.OnRollback(() => state.Runs.Remove(id));
        foreach ((string provider, long tokens) in budgets)
        {
            Budget budget = Budget.OfTokens(Scope.Run(id), provider, tokens, "--budget");
            transaction.PutBudget(BudgetLayer.Declared, budget);
            definitions.Define(state.Accounts.Get(budget.Scope, provider, name), budget, null, now, transaction, aftermath);
        }

        aftermath.OnRollback(() => state.Accounts.Remove(id));
        declared.Launch(record, registration.Declared, transaction, aftermath);
        return name;
    }

    private void End(LiveRun live, int? exitCode, bool agentRan, string why, ILedgerTransaction transaction, Aftermath aftermath)
    {
        DateTimeOffset now = state.Now;
        // A resumed run that never started stays frozen.
        FreezeStep? freeze = live.Record.Freeze is FreezeStep.Ordered || (live.Record.Freeze is FreezeStep.Resumed && !agentRan) ? FreezeStep.Ordered : null;
        Enforcer.Change(live, live.Record with { EndedAt = now, ExitCode = exitCode, Freeze = freeze }, transaction, aftermath);
        ApprovalChanges.End(live, now, transaction, aftermath);
        transaction.AddEvent(new EventDraft(
            now, EventKind.RunEnded, live.Record.Id, live.Record.Name, $"{live.Record.Name} {why}", Audit: false,
            new JsonObject { ["state"] = WireNames.Of(live.Record.State), ["exit_code"] = exitCode, ["requests"] = live.Record.Requests }));
    }

    /// <summary>Removes a run that is over from memory; a frozen run stays, with its counters. The caller holds the gate.</summary>
    public static void Forget(HostState state, LiveRun live)
    {
        foreach (string exchange in live.InFlight.Keys.ToArray())
        {
            Holds.Release(state, live, exchange);
        }

        live.Orders.End();
        if (live.Record.State != RunState.Frozen)
        {
            state.Runs.Remove(live.Record.Id);
            state.Accounts.Remove(live.Record.Id);
        }
    }
}
