using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;

namespace BotBottle.Controller.Commands;

/// <summary><c>budget clear</c>: removes a budget that <c>budget set</c> stored.</summary>
internal static class BudgetClearCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "clear", "Drop what was set: settings.yml, the manifest or --budget decides again. A limit there that cuts runs at once is asked first.",
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
            host.Output.WriteLine(TerminalText.Clean($"{name} ({whose}): what was set is dropped"));
            return ExitCode.Ok;
        });
        return verb;
    }
}
