using System.Text.Json.Nodes;
using BotBottle.Controller.Budgets;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Enforcement;

/// <summary>An operator's <c>cut</c>, <c>restore</c> and <c>kill</c>, of one run or of every live one.</summary>
internal sealed class OperatorActions(HostState state, LedgerWriter writer, Enforcer enforcer)
{
    /// <summary>What stands for every live run.</summary>
    public const string All = "*";

    private delegate string? Act(LiveRun run, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath);

    /// <summary>Turns egress off until <c>restore</c>.</summary>
    public Task<IReadOnlyList<RunActionResult>> CutAsync(string target, bool finish, string actor) =>
        RunAsync(target, (run, now, transaction, aftermath) =>
        {
            if (run.Record.OperatorCut is { } present && (present.Finish == finish || !present.Finish))
            {
                return "its egress is cut already";
            }

            Enforcer.Change(
                run, run.Record with { OperatorCut = new EgressCut(CutCause.Operator, finish, null, now) }, transaction, aftermath);
            Enforcer.Log(
                run, EventKind.Cut, now, $"egress cut by {actor}; exchanges in flight " + (finish ? "finish" : "are aborted"),
                new JsonObject { ["by"] = actor, ["finish"] = finish }, transaction);
            return null;
        });

    /// <summary>Lifts an operator's cut; refused while a budget that governs the run is spent.</summary>
    public Task<IReadOnlyList<RunActionResult>> RestoreAsync(string target, string actor) =>
        RunAsync(target, (run, now, transaction, aftermath) =>
        {
            if (run.Record.KillOrdered)
            {
                return "it is being ended";
            }

            if (enforcer.SpentHard(run, now).FirstOrDefault() is { } spent)
            {
                BudgetRefusal facts = spent.Refusal(now);
                return $"{Texts.Figures(facts)} are spent: raise it with `{facts.HowToRaise()}`, or start its counter again with `bot-bottle budget reset`";
            }

            if (run.Record.OperatorCut is null)
            {
                return "its egress is not cut";
            }

            Enforcer.Change(run, run.Record with { OperatorCut = null }, transaction, aftermath);
            Enforcer.Log(run, EventKind.Restore, now, $"egress restored by {actor}", new JsonObject { ["by"] = actor }, transaction);
            return null;
        });

    /// <summary>Ends the agent; asked again, it is tried again.</summary>
    public Task<IReadOnlyList<RunActionResult>> KillAsync(string target, string actor) =>
        RunAsync(target, (run, now, transaction, aftermath) =>
        {
            enforcer.OrderKill(run, $"killed by {actor}", new JsonObject { ["by"] = actor }, now, transaction, aftermath);
            return null;
        });

    private Task<IReadOnlyList<RunActionResult>> RunAsync(string target, Act act) =>
        writer.RunAsync<IReadOnlyList<RunActionResult>>((transaction, aftermath) =>
        {
            DateTimeOffset now = state.Now;
            bool all = target == All;
            List<RunActionResult> results = [];
            foreach (LiveRun run in all ? [.. state.Live] : new[] { state.Find(target) })
            {
                string? refused = act(run, now, transaction, aftermath);
                if (refused is not null && !all)
                {
                    throw new RefusedException("refused", $"nothing done to {run.Record.Name}: {refused}");
                }

                results.Add(new RunActionResult(run.Record.Id, run.Record.Name, run.Record.State, refused));
            }

            return results;
        });
}
