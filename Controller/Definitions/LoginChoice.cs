using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;

namespace BotBottle.Controller.Definitions;

/// <summary>A kept login that a run uses.</summary>
/// <param name="Login">The login as it is now; the proxy reads it anew.</param>
/// <param name="Path">Its file.</param>
/// <param name="IsNamed">True if the operator named it, and false if it is the only one there is.</param>
internal sealed record HostLogin(Login Login, string Path, bool IsNamed);

/// <summary>Chooses the kept logins of a run.</summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="keys">The host's keys.</param>
internal sealed class LoginChoice(CommandHost host, HostCredentials keys)
{
    /// <summary>
    /// Gets the logins: those that the command line names, else the one of the definitions, else the settings' for a known agent. Without any, a known agent
    /// whose host has no key gets its only login.
    /// </summary>
    /// <param name="options">The command line.</param>
    /// <param name="defined">The login of the definitions; null for none.</param>
    /// <param name="preset">The agent's preset; null for none.</param>
    /// <param name="settings">The logins of the settings.</param>
    /// <exception cref="CommandFailure">A named login does not exist or cannot be used.</exception>
    public IReadOnlyList<HostLogin> Choose(RunOptions options, LoginUse? defined, AgentPreset? preset, IReadOnlyList<LoginUse> settings)
    {
        if (options.Logins.Count > 0 && options.AgentCredentials)
        {
            throw CommandFailure.Usage(
                "--login and --agent-credentials exclude each other: with a kept login the proxy adds the token, and the other lets the command use its own",
                "Leave one out. Where they are for two providers: agent_credentials: true on the route of the one.");
        }

        LoginUse[] named = [.. options.Logins.Select(text => Named(text, preset))];
        if (named.Length == 0 && (defined ?? (options.AgentCredentials ? null : settings.FirstOrDefault(login => login.Agent == preset?.Name))) is { } nearest)
        {
            named = [nearest];
            if (options.AgentCredentials)
            {
                host.Complain($"the definitions name the {nearest}, so the proxy adds its token; --agent-credentials counts for other providers alone");
            }
        }

        if (named.GroupBy(use => use.Agent).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw CommandFailure.Usage($"--login: a run has one login of {twice.Key}, and {twice.Count()} are named");
        }

        if (named.Length > 0)
        {
            return [.. named.Select(use => Load(use, isNamed: true))];
        }

        return !options.AgentCredentials && preset is not null && LoginAgent.Named(preset.Name) is { } agent && keys.VariableFor(agent.Provider) is null
            && Kept(agent) is [var only]
            ? [Load(only, isNamed: false)] : [];
    }

    /// <summary>Gets the logins of an agent.</summary>
    public IReadOnlyList<LoginUse> Kept(LoginAgent agent) => [.. LoginStore.List(host.Home.Logins).Where(use => use.Agent == agent.Name)];

    private static LoginUse Named(string text, AgentPreset? preset)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string? agent = colon >= 0 ? ProviderNames.Find(text[..colon], [.. LoginAgent.All.Select(known => known.Name)]) : preset?.Name;
        string name = text[(colon + 1)..];
        return agent is null || LoginAgent.Named(agent) is null
            ? throw CommandFailure.Usage(
                $"--login {text}: which agent's? {(colon < 0 ? "The command is no agent that has logins" : "There is no such agent")}",
                $"Write AGENT:NAME, where AGENT is {string.Join(", ", LoginAgent.All.Select(known => known.Name))}.")
            : LoginUse.IsName(name) ? new LoginUse(agent, name)
            : throw CommandFailure.Usage($"--login: '{name}' is not a login's name", "bot-bottle login ls lists them.");
    }

    private HostLogin Load(LoginUse use, bool isNamed)
    {
        string path = LoginStore.PathOf(host.Home.Logins, use);
        try
        {
            return new HostLogin(LoginStore.Read(path), path, isNamed);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw KeptLogins.Missing(host, ExitCode.Usage, use.ToString(), $"To keep it: bot-bottle login {use.Agent} --name {use.Name}", missing);
        }
        catch (IOException wrong)
        {
            throw new CommandFailure(ExitCode.Usage, $"the {use} cannot be used: {wrong.Message}", null, wrong);
        }
    }
}
