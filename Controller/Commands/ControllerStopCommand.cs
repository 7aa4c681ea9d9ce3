using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Commands;

/// <summary><c>controller stop</c>: ends it. Live runs keep their bottles; their model calls are refused until it is back.</summary>
internal static class ControllerStopCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new("stop", "Stop the controller. While it is away, runs go on but their model calls are refused.", "bot-bottle controller stop");
        verb.SetAction(async (_, cancellation) =>
        {
            using ControllerClient client = new(host.Home.ControllerSocket);
            try
            {
                await ControllerStop.StopAsync(client, host.Time, cancellation);
                host.Output.WriteLine("the controller has stopped");
            }
            catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
            {
                host.Output.WriteLine("no controller is up");
            }

            return ExitCode.Ok;
        });
        return verb;
    }
}
