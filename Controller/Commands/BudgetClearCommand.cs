using System.CommandLine;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>budget clear</c>: removes a budget that <c>budget set</c> stored.</summary>
internal static class BudgetClearCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "clear",
            "Remove a budget that 'budget set' stored; settings.yml, the manifest or --budget apply again. Asks first if a limit there cuts runs at once.",
            "bot-bottle budget clear claude", "bot-bottle budget clear claude --scope run:brave-otter");
        BudgetArgument argument = new(host);
        argument.AddTo(verb);
        OperatorYes yes = new(host);
        yes.AddTo(verb);
        verb.SetAction(argument.Action(
            (client, budget, parsed, cancellation) => yes.DoAsync(parsed, async consent =>
            {
                await client.ClearBudgetAsync(budget.Provider, budget.Scope, consent, cancellation);
                return true;
            }),
            "the stored budget is removed"));
        return verb;
    }
}
