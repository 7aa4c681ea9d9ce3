using System.CommandLine;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>budget reset</c>: sets a counter back to zero.</summary>
internal static class BudgetResetCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "reset", "Set a budget's counter back to zero: earlier spending no longer counts against it. The ledger keeps every row.",
            "bot-bottle budget reset claude", "bot-bottle budget reset claude --scope run:brave-otter");
        BudgetArgument argument = new(host);
        argument.AddTo(verb);
        verb.SetAction(argument.Action(
            async (client, budget, _, cancellation) =>
            {
                await BudgetTarget.RequireBudgetAsync(client, budget.Provider, budget.Scope, cancellation);
                await client.ResetBudgetAsync(budget.Provider, budget.Scope, cancellation);
            },
            "the counter is back at zero"));
        return verb;
    }
}
