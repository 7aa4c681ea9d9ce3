using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;

namespace BotBottle.Controller.Commands;

/// <summary><c>cut</c>: turns off a run's egress.</summary>
internal static class CutCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "cut", "Turn a run's egress off; the agent keeps running. Only 'restore' turns it on again. --all asks first.",
            "bot-bottle cut brave-otter", "bot-bottle cut --all --finish");
        RunArgument run = new();
        Option<bool> finish = new("--finish") { Description = "Let the requests in flight end instead of aborting them." };
        run.AddTo(verb);
        verb.Add(finish);
        OperatorYes yes = new(host);
        yes.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            return RunActions.Report(
                host, await yes.DoAsync(parsed, consent => client.CutAsync(run.Of(parsed), parsed.GetValue(finish), consent, cancellation)));
        });
        return verb;
    }
}
