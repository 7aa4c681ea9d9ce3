using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>controller status</c>: tells whether the controller is running, without starting it.</summary>
internal static class ControllerStatusCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb =
            new("status", "Show whether the controller is running and its database accepts writes; exit code 1 if not.", "bot-bottle controller status --json");
        Option<bool> json = ListingOptions.Json();
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = new(host.Home.ControllerSocket);
            try
            {
                ControllerStatus status = await client.StatusAsync(cancellation);
                if (status.StoreFault is { } fault)
                {
                    host.Complain($"{fault}\n  Until then model calls are refused.");
                }

                if (parsed.GetValue(json))
                {
                    host.WriteJson(status, ControlJson.Default.ControllerStatus);
                }
                else
                {
                    Write(host, status);
                }

                return status.StoreFault is null ? ExitCode.Ok : ExitCode.Failed;
            }
            catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
            {
                throw new CommandFailure(
                    ExitCode.Failed, $"no controller is up at {host.Home.ControllerSocket}{(StopMark.IsSet(host.Home) ? ": it was stopped by hand" : "")}",
                    "Start it with: bot-bottle controller start", gone);
            }
        });
        return verb;
    }

    internal static void Write(CommandHost host, ControllerStatus status) => host.Output.WriteLine(
        $"""
        controller {status.Version}, process {status.Pid}, up since {Times.Full(status.StartedAt, host.Time.LocalTimeZone)}
          home    {status.Home}
          runs    {status.LiveRuns} live
          ledger  {(status.StoreFault is null ? $"{TokenAmount.Format(status.LedgerRows)} calls" : "takes no writes")}
        """);
}
