using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;

namespace BotBottle.Controller.Commands;

/// <summary><c>controller start</c>: starts the controller in the background, if none is running.</summary>
internal static class ControllerStartCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new("start", "Start the controller in the background, if none is running.", "bot-bottle controller start");
        verb.SetAction(async (_, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            ControllerStatusCommand.Write(host, await client.StatusAsync(cancellation));
            return ExitCode.Ok;
        });
        return verb;
    }
}
