using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Text;

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
        Argument<string> provider = new("provider") { HelpName = "PROVIDER", Description = "The provider's name." };
        Option<string> scope = BudgetCommand.Scope();
        verb.Add(provider);
        verb.Add(scope);
        OperatorYes yes = new(host);
        yes.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            string name = parsed.GetRequiredValue(provider);
            string whose = parsed.GetRequiredValue(scope);
            await BudgetTarget.RequireScopeAsync(host, client, whose, cancellation);
            await yes.DoAsync(parsed, async consent =>
            {
                await client.ClearBudgetAsync(name, whose, consent, cancellation);
                return true;
            });
            host.Output.WriteLine(TerminalText.Clean($"{name} ({whose}): the stored budget is removed"));
            return ExitCode.Ok;
        });
        return verb;
    }
}
