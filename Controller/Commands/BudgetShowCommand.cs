using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>budget show</c>: lists every budget in force with its counter.</summary>
internal static class BudgetShowCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new("show", "Show every budget in force with its spending and its origin.", "bot-bottle budget show --json");
        Option<bool> json = ListingOptions.Json();
        verb.Add(json);
        verb.SetAction((parsed, cancellation) => ShowAsync(host, parsed.GetValue(json), cancellation));
        return verb;
    }

    internal static async Task<int> ShowAsync(CommandHost host, bool json, CancellationToken cancellation)
    {
        using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
        IReadOnlyList<BudgetView> budgets = await client.BudgetsAsync(cancellation);
        return host.Write(json, budgets, ControlJson.Default.IReadOnlyListBudgetView, WriteTable);
    }

    internal static void WriteTable(CommandHost host, IReadOnlyList<BudgetView> budgets)
    {
        if (budgets.Count == 0)
        {
            host.Output.WriteLine("no budget is set; set one with: bot-bottle budget set claude=5M");
            return;
        }

        TextTable table = new(
            "SCOPE", "PROVIDER", ">SPENT", ">HELD", ">LIMIT", ">CALLS", ">CALL LIMIT", "WINDOW", "RESETS", "ENFORCEMENT", "GATE", "FROM");
        foreach (BudgetView budget in budgets)
        {
            table.Add(
                budget.Scope, budget.Provider, TokenAmount.Format(budget.Spent), TokenAmount.Format(budget.Held),
                budget.Limit is { } limit ? TokenAmount.Format(limit) : "-", TokenAmount.Format(budget.Requests),
                budget.RequestLimit is { } calls ? TokenAmount.Format(calls) : "-", budget.Window,
                budget.ResetsAt is { } reset ? Times.Full(reset, host.Time.LocalTimeZone) : "-", budget.Enforcement, budget.Gate, budget.Origin);
        }

        table.Write(host.Output, host.Ink);
    }
}
