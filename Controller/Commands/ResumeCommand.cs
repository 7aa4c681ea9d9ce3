using System.CommandLine;
using System.Globalization;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Terminals;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>resume</c>: runs a frozen run again.</summary>
internal static class ResumeCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "resume",
            "Start a frozen run's command again, with its bottle and files, in this terminal. The run keeps its id, its name and what it has spent. "
                + "Credentials and the variables that "
            + "--env named are read again from your environment; so are its routes and definitions from their files. Exit codes as for 'run'.",
            "bot-bottle resume brave-otter", "bot-bottle resume brave-otter --budget claude=2M", "bot-bottle resume brave-otter --detach");
        Argument<string> run = new("run") { Description = "The frozen run's name or id.", HelpName = "RUN" };
        Option<ProviderAmount[]> budget = new("--budget")
        {
            Description = "A new limit for this run, in tokens; it includes what the run has spent before. Once for each provider.",
            HelpName = "PROVIDER=TOKENS",
            CustomParser = ProviderAmount.ParseAll, Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> detach = new("--detach")
        {
            Description =
            "Run in the background instead of this terminal: its input is empty, and the first MiB of its output is kept in ~/.bot-bottle/resume-ID.log.",
        };
        Option<bool> background = new(DetachedResume.Background) { Hidden = true };
        Option<string[]> without = new("--without")
        {
            Description = "Resume without a variable or file that contained a secret at the start of the run and is missing now. Once for each.",
            HelpName = "SOURCE",
        };
        foreach (Option option in new Option[] { budget, detach, without, background })
        {
            verb.Add(option);
        }

        verb.Add(run);
        verb.SetAction((parsed, cancellation) =>
        {
            if (OperatingSystem.IsLinux())
            {
                ProcessControl.HideMemory(); // the process holds the providers' keys and the run's CA
            }

            return RunAsync(parsed.GetValue(background) ? host with { Environment = HandedEnvironment.Take() } : host, parsed, cancellation);
        });
        return verb;

        async Task<int> RunAsync(CommandHost host, ParseResult parsed, CancellationToken cancellation)
        {
            RunView view;
            using (ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation))
            {
                view = await client.RunAsync(parsed.GetRequiredValue(run), cancellation);
                if (parsed.GetValue(detach))
                {
                    IEnumerable<string> limits = (parsed.GetValue(budget) ?? [])
                        .Select(amount => string.Create(CultureInfo.InvariantCulture, $"--budget={amount.Provider}={amount.Tokens}"));
                    host.Output.WriteLine(
                        TerminalText.Clean(await DetachedResume.StartAsync(host, client, view, [.. limits], parsed.GetValue(without) ?? [], cancellation)));
                    return ExitCode.Ok;
                }
            }

            if (view.State != RunState.Frozen)
            {
                throw new CommandFailure(
                    ExitCode.Failed, $"{TerminalText.Clean(view.Name)} is {WireNames.Of(view.State)}: only a frozen run can be resumed",
                    "'bot-bottle ps' lists the frozen ones.");
            }

            KeptRun kept = KeptRun.Read(host.Home, view.Run, view.Name);
            kept.RequirePlaces(view.Name);
            if (!parsed.GetValue(background))
            {
                kept.Sources.Require(TerminalText.Clean(view.Name), host.Environment, parsed.GetValue(without) ?? []);
            }

            foreach (string file in kept.Changed())
            {
                host.Complain($"note: {file} has changed since the run began; the present version applies");
            }

            using Interrupts interrupts = new();
            await using BackgroundStreams? streams = parsed.GetValue(background) ? new BackgroundStreams() : null;
            RunOptions options = kept.Options with
            {
                Streams = streams?.Streams ?? new BottleStreams(),
                Name = view.Name, Budgets = (parsed.GetValue(budget) ?? []).ToDictionary(amount => amount.Provider, amount => amount.Tokens!.Value),
            };
            return await new RunSession(host with { Folder = kept.Folder, Error = new TerminalMessages(host.Error) }, options, view.Run, kept.FingerprintKey)
                .RunAsync(interrupts.Token);
        }
    }
}
