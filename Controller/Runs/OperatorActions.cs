using System.Globalization;
using System.Text.Json.Nodes;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Runs;

/// <summary>An operator's <c>cut</c>, <c>restore</c> and <c>kill</c> of one run or of every live run, and <c>freeze</c> of one run.</summary>
internal sealed class OperatorActions(HostState state, LedgerWriter writer, Enforcer enforcer, FrozenFolders folders)
{
    /// <summary>Target that means every live run.</summary>
    public const string All = "*";

    /// <summary>Longest wait for <c>freeze</c>; after it the order still stands.</summary>
    private static readonly TimeSpan FreezePatience = TimeSpan.FromSeconds(60);

    private delegate ActOutcome Act(LiveRun run, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath);

    /// <summary>Turns egress off until <c>restore</c>.</summary>
    /// <exception cref="RefusedException">Every run is meant, and the operator must confirm (<see cref="ApiError.NeedsYes"/>).</exception>
    public Task<IReadOnlyList<RunActionResult>> CutAsync(string target, bool finish, string actor, Consent consent) =>
        RunAsync(target, frozenToo: false, (consent, "cuts"), (run, now, transaction, aftermath) =>
        {
            if (run.Record.OperatorCut is { } present && (present.Finish == finish || !present.Finish))
            {
                return ActOutcome.With(string.Create(
                    CultureInfo.InvariantCulture,
                    $"it was cut already, since {present.Since:yyyy-MM-dd HH:mm:ss} UTC{(present.By is { } by ? $" by {by}" : "")}"));
            }

            Enforcer.Change(
                run, run.Record with { OperatorCut = new EgressCut(CutCause.Operator, finish, null, now) { By = actor } }, transaction, aftermath);
            Enforcer.Log(
                run, EventKind.Cut, now, $"egress cut by {actor}; exchanges in flight " + (finish ? "finish" : "are aborted"),
                new JsonObject { ["by"] = actor, ["finish"] = finish }, transaction);
            return ActOutcome.Done;
        });

    /// <summary>Lifts an operator's cut; refused while a budget that governs the run is spent.</summary>
    public Task<IReadOnlyList<RunActionResult>> RestoreAsync(string target, string actor) =>
        RunAsync(target, (run, now, transaction, aftermath) =>
        {
            if (run.Record.KillOrdered || run.Record.Freeze is FreezeStep.Ordered)
            {
                return ActOutcome.No("it is being ended");
            }

            if (!run.Record.IsClosedInPart && enforcer.SpentHard(run, now).FirstOrDefault() is { } spent)
            {
                BudgetRefusal facts = spent.Refusal(now);
                return ActOutcome.No(
                    $"{Texts.Figures(facts)} are spent: raise it with `{facts.HowToRaise()}`, or start its counter again with `{facts.HowToReset()}`");
            }

            if (run.Record.OperatorCut is null)
            {
                return ActOutcome.No("its egress is not cut");
            }

            Enforcer.Change(run, run.Record with { OperatorCut = null }, transaction, aftermath);
            Enforcer.Log(run, EventKind.Restore, now, $"egress restored by {actor}", new JsonObject { ["by"] = actor }, transaction);
            return ActOutcome.Done;
        });

    /// <summary>Freezes a run, and returns when it is frozen.</summary>
    /// <exception cref="RefusedException">The freeze failed; the run's egress is cut.</exception>
    public async Task<IReadOnlyList<RunActionResult>> FreezeAsync(string target, string actor)
    {
        LiveRun run = await writer.RunAsync((transaction, aftermath) =>
        {
            LiveRun live = state.Find(target);
            if (live.Record.KillOrdered)
            {
                throw new RefusedException("refused", $"nothing done to {live.Record.Name}: it is being ended");
            }

            if (live.Record.Freeze is not FreezeStep.Ordered)
            {
                enforcer.OrderFreeze(live, $"frozen by {actor}", new JsonObject { ["by"] = actor }, state.Now, transaction, aftermath);
            }

            return live;
        }).ConfigureAwait(false);
        try
        {
            if (run.Freezing is { } done && await done.Task.WaitAsync(FreezePatience, state.Time).ConfigureAwait(false) is { } failure)
            {
                throw new RefusedException(
                    "freeze_failed", run.Record.EndedAt is null
                        ? $"{run.Record.Name} could not be frozen: {failure}. Its egress is cut instead and the agent keeps running; `bot-bottle kill "
                            + $"{run.Record.Name}` ends it"
                        : $"{run.Record.Name} is not frozen: {failure}");
            }
        }
        catch (TimeoutException)
        {
            throw new RefusedException(
                "freeze_pending",
                $"{run.Record.Name} is not frozen yet, its egress is off: `bot-bottle log --audit` says when it is; a `run` that was stopped (Ctrl-Z) freezes "
                    + "when it goes on");
        }

        return [new RunActionResult(run.Record.Id, run.Record.Name, run.Record.State, null)];
    }

    /// <summary>Records that the bottle could not be frozen.</summary>
    public Task<bool> FreezeFailedAsync(string target, string why) => writer.RunAsync((transaction, aftermath) =>
    {
        LiveRun run = state.Find(target);
        if (run.Record.Freeze is FreezeStep.Ordered)
        {
            Enforcer.FailFreeze(run, why, new JsonObject { ["by"] = "run" }, state.Now, transaction, aftermath);
        }

        return true;
    });

    /// <summary>
    /// Ends the agent; a repeated request tries again. A frozen run is given up: it cannot be resumed, and its folder moves back to <c>runs/</c>.
    /// </summary>
    /// <param name="target">Id or name of the run, or <see cref="All"/>.</param>
    /// <param name="actor">The operator.</param>
    /// <param name="consent">The operator's confirmation to give up a frozen run or to end every run.</param>
    /// <exception cref="RefusedException">The operator must confirm (<see cref="ApiError.NeedsYes"/>).</exception>
    public Task<IReadOnlyList<RunActionResult>> KillAsync(string target, string actor, Consent consent) =>
        RunAsync(target, frozenToo: true, (consent, "ends"), (run, now, transaction, aftermath) =>
        {
            if (run.Record.EndedAt is not null)
            {
                if (OperatorQuestion.Of(
                    consent, [$"{run.Record.Id} frozen"],
                    $"{run.Record.Name} ({run.Record.Id}) is frozen: killing it gives it up, and it cannot be resumed any more") is { } question)
                {
                    throw question;
                }

                Enforcer.Change(
                    run, run.Record with { KillOrdered = true, Freeze = null, FinalBudgets = RunViews.BudgetsOf(state, run) }, transaction, aftermath);
                string? stays = FrozenFolders.Try(() => folders.Restore(run.Record.Id));
                aftermath.OnRollback(() => FrozenFolders.Try(() => folders.Keep(run.Record.Id)));
                Enforcer.Log(
                    run, EventKind.Kill, now, $"{actor} gave the frozen run up" + (stays is null ? "" : $"; its folder stays where it is: {stays}"),
                    new JsonObject { ["by"] = actor }, transaction);
                aftermath.OnCommit(() => RunRegistry.Forget(state, run));
                return ActOutcome.With("it is given up and cannot be resumed");
            }

            // The confirmation was for another question: the run that it names is another one now, or in another state.
            if (consent.Yes is not null && target != All
                && OperatorQuestion.Of(consent, [$"{run.Record.Id} live"],
                    $"{run.Record.Name} ({run.Record.Id}) is {WireNames.Of(run.Record.State)} by now: this ends it") is { } again)
            {
                throw again;
            }

            enforcer.OrderKill(run, $"killed by {actor}", CutCause.Operator, new JsonObject { ["by"] = actor }, now, transaction, aftermath);
            return ActOutcome.Done;
        });

    private Task<IReadOnlyList<RunActionResult>> RunAsync(string target, Act act) => RunAsync(target, frozenToo: false, (Consent.Given, ""), act);

    private Task<IReadOnlyList<RunActionResult>> RunAsync(string target, bool frozenToo, (Consent Given, string Verb) consent, Act act) =>
        writer.RunAsync<IReadOnlyList<RunActionResult>>((transaction, aftermath) =>
        {
            DateTimeOffset now = state.Now;
            bool all = target == All;
            List<RunActionResult> results = [];
            if (all && state.Live.Any() && OperatorQuestion.Of(consent.Given, state.Live.Select(run => run.Record.Id), Reach(consent.Verb)) is { } question)
            {
                throw question;
            }

            foreach (LiveRun run in all ? [.. state.Live] : new[] { frozenToo ? state.FindPresent(target) : state.Find(target) })
            {
                ActOutcome outcome = act(run, now, transaction, aftermath);
                if (outcome.Refused is { } refused && !all)
                {
                    throw new RefusedException("refused", $"nothing done to {run.Record.Name}: {refused}");
                }

                results.Add(new RunActionResult(run.Record.Id, run.Record.Name, run.Record.State, outcome.Refused, outcome.Note));
            }

            return results;
        });

    private string Reach(string verb)
    {
        string[] names = [.. state.Live.Select(run => run.Record.Name).Order(StringComparer.Ordinal)];
        return string.Create(
            CultureInfo.InvariantCulture, $"this {verb} {names.Length} run{(names.Length == 1 ? "" : "s")} at once ({OperatorQuestion.Names(names)})");
    }
}
