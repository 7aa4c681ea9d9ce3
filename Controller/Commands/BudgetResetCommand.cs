using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>budget reset</c>: sets a counter back to zero.</summary>
internal static class BudgetResetCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "reset", "Set a budget's counter back to zero: earlier spending no longer counts against it. The ledger keeps every row.",
            "bot-bottle budget reset claude", "bot-bottle budget reset claude --scope run:brave-otter");
        Argument<string> provider = new("provider") { HelpName = "PROVIDER", Description = "The provider's name." };
        Option<string> scope = BudgetCommand.Scope();
        verb.Add(provider);
        verb.Add(scope);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            string name = parsed.GetRequiredValue(provider);
            string whose = parsed.GetRequiredValue(scope);
            await BudgetTarget.RequireScopeAsync(host, client, whose, cancellation);
            await BudgetTarget.RequireBudgetAsync(client, name, whose, cancellation);
            await client.ResetBudgetAsync(name, whose, cancellation);
            host.Output.WriteLine(TerminalText.Clean($"{name} ({whose}): the counter is back at zero"));
            return ExitCode.Ok;
        });
        return verb;
    }
}
