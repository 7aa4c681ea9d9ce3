using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>
/// <c>controller stop</c>: stops the controller until a command starts it. Live runs keep their bottles; their model calls are refused until it is back.
/// </summary>
internal static class ControllerStopCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "stop", "Stop the controller. It stays stopped until a verb that needs it starts it; until then runs continue, but their model calls are refused.",
            "bot-bottle controller stop");
        verb.SetAction(async (_, cancellation) =>
        {
            using ControllerClient client = new(host.Home.ControllerSocket);
            if (!Directory.Exists(host.Home.Root))
            {
                host.Output.WriteLine("no controller is up");
                return ExitCode.Ok;
            }

            using FileStream held = await ControllerLauncher.HoldStartsAsync(host, cancellation);
            string[] live = await LiveAsync(client, cancellation);
            StopMark.Set(host.Home);
            try
            {
                await ControllerStop.StopAsync(client, host.Time, cancellation);
                host.Output.WriteLine("the controller has stopped");
                if (live.Length > 0)
                {
                    host.Output.WriteLine(
                        $"  {(live.Length == 1 ? "1 run continues, but its" : $"{live.Length} runs continue, but their")} model calls are refused until it is "
                            + $"back: {string.Join(", ", live.Select(TerminalText.Clean))}\n"
                        + "  To start it: bot-bottle controller start. Any verb that needs it does, too, such as ps or run.");
                }
            }
            catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
            {
                host.Output.WriteLine("no controller is up");
            }
            catch
            {
                StopMark.Remove(host.Home); // it is still running
                throw;
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    private static async Task<string[]> LiveAsync(ControllerClient client, CancellationToken cancellation)
    {
        try
        {
            return [.. (await client.RunsAsync(all: false, cancellation)).Where(run => run.State is RunState.Running or RunState.Cut).Select(run => run.Name)];
        }
        catch (ControllerException)
        {
            return []; // it is not running, or cannot respond; it is stopped all the same
        }
    }
}
