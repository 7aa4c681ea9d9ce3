using System.CommandLine;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>controller</c>: the group of the commands for the controller's process.</summary>
internal static class ControllerCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new("controller", "Start, stop and inspect the controller. Verbs that need it start it automatically.", "bot-bottle controller status");
        verb.Add(ControllerStartCommand.Create(host));
        verb.Add(ControllerStopCommand.Create(host));
        verb.Add(ControllerStatusCommand.Create(host));
        verb.Add(ControllerServeCommand.Create(host));
        return verb;
    }
}
