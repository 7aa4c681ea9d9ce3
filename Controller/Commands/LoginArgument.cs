using System.CommandLine;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Providers;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>The argument and the option by which the verbs of logins name one.</summary>
internal static class LoginArgument
{
    public const string Gemini = "gemini";

    private static readonly string[] Agents = [.. LoginAgent.All.Select(known => known.Name)];

    /// <summary>Makes the argument AGENT.</summary>
    /// <param name="more">More words of its description.</param>
    public static Argument<string> Agent(string more = "")
    {
        Argument<string> agent = new("agent")
        {
            Description = $"The agent: {string.Join(", ", Agents)}.{more}", HelpName = "AGENT",
        };
        agent.CompletionSources.Add(Agents);
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

    /// <summary>Gets the login that the words name, to keep one.</summary>
    /// <param name="agent">The agent as typed.</param>
    /// <param name="name">The login's name as typed.</param>
    /// <param name="verbs">The verbs that could stand in the agent's place.</param>
    /// <exception cref="CommandFailure">There is no such agent, or it is no name.</exception>
    public static LoginUse Of(string agent, string name, IReadOnlyCollection<string> verbs)
    {
        string found = ProviderNames.Find(agent, [.. Agents, Gemini])
            ?? throw (Habits.Verb(agent, verbs) is { } meant
                ? CommandFailure.Usage($"login: there is no '{agent}'; did you mean '{meant}'?")
                : CommandFailure.Usage(
                    $"login: there is no agent '{TerminalText.Clean(agent)}' whose login can be kept; {NearestKey.Hint(agent, Agents)}",
                    agent.Split(':') is [var one, var its] && ProviderNames.Find(one, Agents) is { } known && LoginUse.IsName(its)
                        ? $"Write: bot-bottle login {known} --name {its}" : null));
        return found == Gemini
            ? throw new CommandFailure(
                ExitCode.Failed,
                "a Google login of Gemini CLI cannot be kept outside of a bottle: its calls go to cloudcode-pa.googleapis.com in a form that no budget could "
                    + "meter, and its token opens the account's whole Google Cloud",
                "Best: export GEMINI_API_KEY=..., which stays with the proxy. Second best, not tried by us: a login that the bottle itself holds, with "
                    + "--agent-credentials and --allow for Google's hosts; nothing meters its calls.")
            : new LoginUse(found, Checked(name));
    }

    /// <summary>Gets the login that the words name, of those that are kept.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="agent">The agent as typed.</param>
    /// <param name="name">The login's name as typed.</param>
    /// <exception cref="CommandFailure">There is no such login, or it is no name.</exception>
    public static LoginUse OfKept(CommandHost host, Command verb, string agent, string name)
    {
        LoginUse? use = ProviderNames.Find(agent, Agents) is { } known ? new LoginUse(known, Checked(name)) : null;
        IReadOnlyList<LoginUse> kept = LoginStore.List(host.Home.Logins);
        if (use is not null && kept.Contains(use))
        {
            return use;
        }

        // Typed as messages write it, or by its name alone.
        LoginUse[] meant = [.. kept.Where(one => one.Agent == use?.Agent || agent == $"{one.Agent}:{one.Name}" || agent == one.Name)];
        string? advice = meant is [var only] ? $"Write: bot-bottle {WrongUsage.PathOf(verb)} {only.Agent} --name {only.Name}" : null;
        throw agent.Contains(':', StringComparison.Ordinal) && advice is not null
            ? CommandFailure.Usage($"{WrongUsage.PathOf(verb)}: the name of a login goes to --name", advice)
            : KeptLogins.Missing(
                host, use is null && ProviderNames.Find(agent, [Gemini]) is null ? ExitCode.Usage : ExitCode.Failed,
                use?.ToString() ?? $"login of {TerminalText.Clean(agent)}", advice);
    }

    private static string Checked(string name) => LoginUse.IsName(name) ? name
        : throw CommandFailure.Usage($"--name: '{name}' is not a name; letters, digits, dots, dashes and underscores, a letter or digit first");
}
