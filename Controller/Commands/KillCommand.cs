using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;

namespace BotBottle.Controller.Commands;

/// <summary><c>kill</c>: ends a run.</summary>
internal static class KillCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb =
            new("kill",
                "End the agent and every process of its bottle. Its run ends with exit code 137. A frozen run is given up and can no longer be resumed. Asks "
                    + "first for a frozen run and for --all.", "bot-bottle kill brave-otter", "bot-bottle kill --all");
        RunArgument run = new();
        run.AddTo(verb);
        OperatorYes yes = new(host);
        yes.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            return RunActions.Report(host, await yes.DoAsync(parsed, consent => client.KillAsync(run.Of(parsed), consent, cancellation)), "being ended");
        });
        return verb;
    }
}
