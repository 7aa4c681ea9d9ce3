using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Completes a freeze and resumes frozen runs. A freeze is stored in steps: ordered → ended and drained → folder renamed → kept. After a crash at any step the
/// next controller continues: <see cref="KeepAsync"/> can be repeated from each of them.
/// </summary>
internal sealed class FrozenRuns(
    HostState state, LedgerWriter writer, Enforcer enforcer, BudgetDefinitions definitions, DeclaredBudgets declared, FrozenFolders folders,
    BottleHome home, Func<OrdersFeed> newOrders)
{
    /// <summary>
    /// Moves the folder of a run to the frozen folders, if the run was to be frozen and has ended with nothing left to drain. Does nothing for any other run.
    /// </summary>
    public async Task KeepAsync(LiveRun live)
    {
        if (live.Record is not { Freeze: FreezeStep.Ordered, EndedAt: not null, Drained: true })
        {
            return;
        }

        await writer.RunAsync((transaction, aftermath) =>
        {
            RunRecord record = live.Record;
            if (record.Freeze != FreezeStep.Ordered)
            {
                return false; // another caller moved it, or the run was given up: its folder must stay in place
            }

            DateTimeOffset now = state.Now;
            string? failure = FrozenFolders.Try(() => folders.Keep(record.Id));
            if (failure is not null)
            {
                aftermath.OnCommit(() => live.KeepFailed = true);
                Enforcer.Log(
                    live, EventKind.ActionFailed, now,
                    $"{record.Name} is stopped and ended, but its folder could not be moved to the frozen ones: {failure}. It stays in "
                        + $"{home.RunFolder(record.Id)}; `bot-bottle resume` and the next controller try again",
                    new JsonObject { ["action"] = "freeze", ["by"] = "controller" }, transaction);
            }
            else
            {
                Enforcer.Change(live, record with { Freeze = FreezeStep.Kept }, transaction, aftermath);
                Enforcer.Log(
                    live, EventKind.Freeze, now,
                    $"frozen: all that it had is kept in {home.FrozenFolder(record.Id)}; back with `bot-bottle resume {record.Name}`",
                    new JsonObject { ["by"] = "controller", ["step"] = WireNames.Of(FreezeStep.Kept),
                        ["command"] = new JsonArray([.. record.Command.Select(word => JsonValue.Create(word))]) },
                    transaction);
            }

            aftermath.AfterCommit(() => live.Freezing?.TrySetResult(failure));
            return true;
        }).ConfigureAwait(false);
    }

    /// <summary>
    /// Repairs at start-up: a folder that a crash left between two places goes to the place that the store names. A missing folder is reported.
    /// </summary>
    public async Task RecoverAsync()
    {
        LiveRun[] kept;
        lock (state.Gate)
        {
            kept = [.. state.Runs.Values.Where(run => run.Record.Freeze == FreezeStep.Kept)];
        }

        foreach (LiveRun run in kept)
        {
            if (FrozenFolders.Try(() => folders.Keep(run.Record.Id)) is { } failure)
            {
                await writer.RunAsync((transaction, _) =>
                {
                    Enforcer.Log(
                        run, EventKind.ActionFailed, state.Now,
                        $"{run.Record.Name} is frozen, but its folder is not where it was put: {failure}. Put it back to {home.FrozenFolder(run.Record.Id)}, "
                            + $"or give it up with `bot-bottle kill {run.Record.Name}`",
                        new JsonObject { ["action"] = "freeze", ["by"] = "controller" }, transaction);
                    return true;
                }).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Prepares a frozen run to run again; the caller builds its bottle.</summary>
    /// <exception cref="RefusedException">The run is not frozen, a budget is still spent, or its folder is gone.</exception>
    public async Task<RunRegistered> ResumeAsync(string target, RunResumption asked, string actor)
    {
        LiveRun live;
        lock (state.Gate)
        {
            live = state.FindPresent(target);
        }

        await KeepAsync(live).ConfigureAwait(false); // repeats a move that failed the first time
        return await writer.RunAsync((transaction, aftermath) => Reopen(target, asked, actor, transaction, aftermath)).ConfigureAwait(false);
    }

    private RunRegistered Reopen(string target, RunResumption asked, string actor, ILedgerTransaction transaction, Aftermath aftermath)
    {
        LiveRun live = state.FindPresent(target); // checked again: if two callers resume at once, the second finds a running run
        DateTimeOffset now = state.Now;
        RunRecord before = live.Record;
        if (before.State != RunState.Frozen || before.Freeze != FreezeStep.Kept)
        {
            throw new RefusedException("not_frozen", before.State == RunState.Frozen
                ? $"{before.Name} is still being frozen: try again in a moment (`bot-bottle log --audit` says how far it is)"
                : $"{before.Name} is {WireNames.Of(before.State)}: only a frozen run can be resumed");
        }

        long start = ProcessIdentity.StartOf(asked.Owner)
            ?? throw new RefusedException("no_owner", $"there is no process {asked.Owner} to own the run", RefusalReason.Invalid);
        Dictionary<string, long> budgets = KnownProviders.Require(state.Policy, asked.Budgets);
        declared.Launch(before, asked.Declared, transaction, aftermath);
        foreach ((string provider, long tokens) in budgets)
        {
            Account account = state.Accounts.Get(Scope.Run(before.Id), provider, before.Name);
            Budget budget = Budget.OfTokens(account.Scope, provider, tokens, "resume --budget");
            transaction.PutBudget(BudgetLayer.Set, budget);
            definitions.Define(account, account.Declared, budget, now, transaction, aftermath);
        }

        if (enforcer.SpentHard(live, now).FirstOrDefault() is { } spent)
        {
            BudgetRefusal facts = spent.Refusal(now);
            string raise = spent.Scope.Kind == ScopeKind.Run ? "" : $"raise it with `{facts.HowToRaise()}`, or ";
            throw new TakenBackException(new RefusedException(
                "budget_spent",
                $"{before.Name} stays frozen: {Texts.Figures(facts)} are spent; {raise}give the run a limit of its own with `bot-bottle resume {before.Name} "
                    + $"{facts.OwnBudget()}`"
                + (before.Requests > 0 ? ", above what it has spent" : "")));
        }

        if (FrozenFolders.Try(() => folders.Restore(before.Id)) is { } failure)
        {
            throw new TakenBackException(new RefusedException("folder_gone", $"{before.Name} cannot be resumed: {failure}"));
        }

        aftermath.OnRollback(() => FrozenFolders.Try(() => folders.Keep(before.Id))); // if this fails, the next start repairs it
        string token = NewToken(before.Id);
        RunRecord next = before with
        {
            TokenHash = HostState.HashOf(token), Owner = asked.Owner, OwnerStart = start, EndedAt = null, ExitCode = null, FinalBudgets = [], Drained = false,
            Process = null, BudgetCut = null, Freeze = FreezeStep.Resumed, Egress = asked.Egress,
        };
        transaction.ReopenRun(next);
        transaction.UpdateRun(next);
        transaction.PutEgress(next.Id, next.Egress);
        LiveRun reopened = new(next, newOrders());
        reopened.Approvals.Load(live.Approvals.All);
        reopened.Orders.Publish(reopened.Approvals.Orders);
        state.Runs[next.Id] = reopened;
        aftermath.OnRollback(() => state.Runs[next.Id] = live);
        foreach ((string provider, long tokens) in budgets)
        {
            Enforcer.Log(
                live, EventKind.BudgetSet, now, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"{actor} set the run:{next.Name} budget for {provider} to {tokens:N0} tokens with its resume"),
                new JsonObject { ["by"] = actor, ["scope"] = $"run:{next.Name}", ["provider"] = provider, ["tokens"] = tokens }, transaction);
        }

        Enforcer.Log(
            live, EventKind.Resume, now, $"resumed by {actor}" + (next.OperatorCut is null ? "" : "; its egress stays cut until `bot-bottle restore`"),
            new JsonObject { ["by"] = actor, ["budgets"] = new JsonObject(budgets.Select(budget => KeyValuePair.Create(budget.Key, (JsonNode?)budget.Value))) },
            transaction);
        return new RunRegistered(next.Id, next.Name, token, home.RunFolder(next.Id));
    }

    /// <summary>Makes a new token for a run. It is returned once; only its hash is stored.</summary>
    public static string NewToken(string run) => $"{run}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
}
