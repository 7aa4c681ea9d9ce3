using System.CommandLine;
using System.Globalization;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>ps</c>: lists the runs and their spending.</summary>
internal static class PsCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new("ps", "List the live and the frozen runs with their state and budgets.", "bot-bottle ps", "bot-bottle ps --all --json");
        Option<bool> all = new("--all") { Description = "Include ended runs." };
        Option<bool> json = ListingOptions.Json();
        verb.Add(all);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            IReadOnlyList<RunView> runs = await client.RunsAsync(parsed.GetValue(all), cancellation);
            return host.Write(parsed.GetValue(json), runs, ControlJson.Default.IReadOnlyListRunView, WriteTable);
        });
        return verb;
    }

    /// <summary>Writes one row per run, and one more for each further budget that governs it.</summary>
    internal static void WriteTable(CommandHost host, IReadOnlyList<RunView> runs)
    {
        if (runs.Count == 0)
        {
            host.Output.WriteLine("no run is live; start one with: bot-bottle run -- COMMAND");
            return;
        }

        TextTable table = new("RUN", "NAME", "STATE", "ISOLATION", ">PID", ">STARTED", ">CALLS", ">REFUSED", "BUDGET");
        foreach (RunView run in runs)
        {
            table.Add(
                run.Run, run.Name, StateOf(run), WireNames.Of(run.Isolation), run.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-",
                Times.Ago(run.StartedAt, host.Time.GetUtcNow()) + " ago", TokenAmount.Format(run.Requests), TokenAmount.Format(run.Refusals),
                run.Budgets.Count > 0 ? BudgetOf(run.Budgets[0]) : "-");
            foreach (BudgetView budget in run.Budgets.Skip(1))
            {
                table.Add("", "", "", "", "", "", "", "", BudgetOf(budget));
            }
        }

        table.Write(host.Output, host.Ink);
        if (runs.Sum(run => run.PendingApprovals) is > 0 and var waiting)
        {
            host.Output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{waiting} held request{(waiting == 1 ? " waits" : "s wait")} for you: bot-bottle approvals"));
        }
    }

    private static string StateOf(RunView run) => run switch
    {
        { State: RunState.Frozen } => WireNames.Of(run.State), // the policy sets its exit code
        { Cut: { } cut, State: RunState.Cut } => $"cut ({WireNames.Of(cut.Cause)})",
        { Closed: { } closed, State: RunState.Running } => $"running ({closed} closed)",
        { ExitCode: { } code } => string.Create(CultureInfo.InvariantCulture, $"{WireNames.Of(run.State)} ({code})"),
        _ => WireNames.Of(run.State),
    };

    private static string BudgetOf(BudgetView budget)
    {
        string tokens = budget.Limit is { } limit ? $"{TokenAmount.Format(budget.Spent)} of {TokenAmount.Format(limit)} tokens" : "";
        string requests = budget.RequestLimit is { } calls ? $"{TokenAmount.Format(budget.Requests)} of {TokenAmount.Format(calls)} calls" : "";
        string both = string.Join(", ", new[] { tokens, requests }.Where(part => part.Length > 0));
        return $"{budget.Provider} {both} ({budget.Scope})";
    }
}
