using System.CommandLine;
using System.Globalization;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>controller serve</c>: runs the controller in the foreground.</summary>
internal static class ControllerServeCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "serve", "Run the controller in the foreground until Ctrl-C or 'controller stop'. For service managers; other verbs start one in the background.",
            "bot-bottle controller serve");
        verb.SetAction(async (_, _) =>
        {
            if (OperatingSystem.IsLinux())
            {
                ProcessControl.HideMemory(); // the process holds every run's token
            }

            host.Home.Create();
            StopMark.Remove(host.Home);
            using Interrupts interrupts = new();
            try
            {
                await host.Serve(host.Home.Root, line => host.Error.WriteLine($"{Stamp(host)} {line}"), interrupts.Token);
                return ExitCode.Ok;
            }
            catch (ControllerStartException failure)
            {
                throw new CommandFailure(ExitCode.Failed, failure.Message, null, failure);
            }
        });
        return verb;
    }

    private static string Stamp(CommandHost host) => host.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
