using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

namespace BotBottle.Controller.Commands;

/// <summary><c>login rm</c>: forgets a kept login.</summary>
internal static class LoginRemoveCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "rm", "Forget a kept login: requests of runs that use it, and messages of their open WebSockets, are refused from then on. "
                + "The vendor is not told; to end the login there, use the account's page.",
            "bot-bottle login rm claude", "bot-bottle login rm claude --name work");
        Argument<string> agent = LoginArgument.Agent();
        Option<string> name = LoginArgument.Name();
        verb.Add(agent);
        verb.Add(name);
        verb.SetAction(async (parsed, cancellation) =>
        {
            LoginUse use = LoginArgument.OfKept(host, verb, parsed.GetRequiredValue(agent), parsed.GetRequiredValue(name));
            await new LoginKeeper(host).ForgetAsync(use, cancellation);
            host.Output.WriteLine($"forgotten: {use}");
            return ExitCode.Ok;
        });
        return verb;
    }
}
