using System.CommandLine;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>budget</c>: the group of the budget commands.</summary>
internal static class BudgetCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new("budget", "Show and change budgets; without a verb it shows them.", "bot-bottle budget", "bot-bottle budget set claude=5M",
            "bot-bottle budget reset claude");
        Option<bool> json = ListingOptions.Json();
        verb.Add(json);
        verb.SetAction((parsed, cancellation) => BudgetShowCommand.ShowAsync(host, parsed.GetValue(json), cancellation));
        verb.Add(BudgetShowCommand.Create(host));
        verb.Add(BudgetSetCommand.Create(host));
        verb.Add(BudgetResetCommand.Create(host));
        verb.Add(BudgetClearCommand.Create(host));
        return verb;
    }

    /// <summary>Makes the option <c>--scope</c>.</summary>
    internal static Option<string> Scope()
    {
        Option<string> scope = new("--scope")
        {
            Description = "The scope of the budget: host, bottle:X, agent:X, repository:X (as ps shows it) or run:X (a run's name or id).", HelpName = "SCOPE",
            DefaultValueFactory = _ => "host",
        };
        scope.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Core.Budgets.Scope.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError($"--scope: '{result.Tokens[0].Value}' is not a scope; write host, bottle:X, agent:X or run:X");
            }
        });
        return scope;
    }
}
