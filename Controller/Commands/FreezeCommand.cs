using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>freeze</c>: stops a run and keeps its files and settings.</summary>
internal static class FreezeCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "freeze",
            "Stop every process of a run, end it, and keep its HOME, its /tmp, its definition and its command in ~/.bot-bottle/frozen. 'resume' starts the "
                + "command again with its files; "
            + "the memory of its processes is lost. Its run ends with exit code 137. If it cannot be frozen, its egress is cut instead.",
            "bot-bottle freeze brave-otter", "bot-bottle resume brave-otter");
        Argument<string> run = new("run") { Description = "The run's name or id.", HelpName = "RUN" };
        Option<bool> json = ListingOptions.Json();
        verb.Add(run);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            IReadOnlyList<RunActionResult> results = await client.FreezeAsync(parsed.GetRequiredValue(run), cancellation);
            if (parsed.GetValue(json))
            {
                host.WriteJson(results, ControlJson.Default.IReadOnlyListRunActionResult);
                return ExitCode.Ok;
            }

            int code = RunActions.Report(host, results);
            host.Output.WriteLine($"continue with: bot-bottle resume {TerminalText.Clean(results[0].Name)}");
            return code;
        });
        return verb;
    }
}
