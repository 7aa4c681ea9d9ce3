using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;

namespace BotBottle.Controller.Commands;

/// <summary><c>restore</c>: lifts an operator's cut.</summary>
internal static class RestoreCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new("restore", "Lift an operator's cut. A run whose budget is spent is not restored: raise the budget instead.",
            "bot-bottle restore brave-otter", "bot-bottle restore --all");
        RunArgument run = new();
        run.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            return RunActions.Report(host, await client.RestoreAsync(run.Of(parsed), cancellation));
        });
        return verb;
    }
}
