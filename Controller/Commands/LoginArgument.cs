using System.CommandLine;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Providers;

namespace BotBottle.Controller.Commands;

/// <summary>The argument and the option by which the verbs of logins name one.</summary>
internal static class LoginArgument
{
    public const string Gemini = "gemini";

    /// <summary>Makes the argument AGENT.</summary>
    /// <param name="more">More words of its description.</param>
    public static Argument<string> Agent(string more = "")
    {
        Argument<string> agent = new("agent")
        {
            Description = $"The agent: {string.Join(", ", LoginAgent.All.Select(known => known.Name))}.{more}", HelpName = "AGENT",
        };
        agent.CompletionSources.Add([.. LoginAgent.All.Select(known => known.Name)]);
        return agent;
    }

    /// <summary>Makes the option <c>--name</c>.</summary>
    public static Option<string> Name() => new("--name")
    {
        Description = "The login's name, for several accounts.", HelpName = "NAME", DefaultValueFactory = _ => LoginUse.DefaultName,
    };

    /// <summary>Keeps other processes of the user from reading this one's memory, which holds tokens.</summary>
    public static void HideMemory(CommandHost host)
    {
        if (host.IsProcess && OperatingSystem.IsLinux())
        {
            ProcessControl.HideMemory();
        }
    }

    /// <summary>Gets the login that the words name.</summary>
    /// <exception cref="CommandFailure">There is no such agent, or it is no name.</exception>
    public static LoginUse Of(string agent, string name)
    {
        string[] known = [.. LoginAgent.All.Select(one => one.Name), Gemini];
        string found = ProviderNames.Find(agent, known)
            ?? throw CommandFailure.Usage($"login: there is no agent '{agent}' whose login can be kept", $"There are {string.Join(", ", known.SkipLast(1))}.");
        return found == Gemini
            ? throw new CommandFailure(
                ExitCode.Failed,
                "a Google login of Gemini CLI cannot be kept outside of a bottle: its calls go to cloudcode-pa.googleapis.com in a form that no budget could "
                    + "meter, and its token opens the account's whole Google Cloud",
                "Best: export GEMINI_API_KEY=..., which stays with the proxy. Second best, not tried by us: a login that the bottle itself holds, with "
                    + "--agent-credentials and --allow for Google's hosts; nothing meters its calls.")
            : LoginUse.IsName(name) ? new LoginUse(found, name)
            : throw CommandFailure.Usage(
                $"--name: '{name}' is not a name; letters, digits, dots, dashes and underscores, a letter or digit first");
    }
}
