using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;

namespace BotBottle.Controller.Definitions;

/// <summary>A preset at one launch: its variables and files in the bottle, and its messages to the operator.</summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="preset">The preset.</param>
/// <param name="placeholders">The bottle's placeholders for credentials.</param>
/// <param name="walled">True if the bottle isolates the agent; otherwise the agent keeps asking for permission and uses its own sandbox.</param>
internal sealed class PresetSetup(CommandHost host, AgentPreset preset, IReadOnlyDictionary<string, string> placeholders, bool walled)
{
    private bool HasKey => preset.Keys.SelectMany(key => key.Variables).Any(placeholders.ContainsKey);

    /// <summary>Gets the variables of the bottle.</summary>
    public IReadOnlyDictionary<string, string> Environment()
    {
        Dictionary<string, string> variables = new(walled ? preset.Environment.Concat(preset.Unasked) : preset.Environment, StringComparer.Ordinal);
        foreach (string name in preset.Inherits)
        {
            if (host.Environment.GetValueOrDefault(name, "") is { Length: > 0 } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    /// <summary>Gets the files of the bottle's HOME.</summary>
    /// <param name="notice">Text for the agent about its bottle.</param>
    public IReadOnlyList<PresetFile> Home(string notice)
    {
        string folder = Paths.Real(host.Folder);
        return
        [
            .. preset.Home.Where(file => walled && (!file.OnlyWithKey || HasKey))
                .Select(file => file with { Text = PresetText.Fill(file.Text, folder, notice, PlaceholderOf) }),
        ];
    }

    /// <summary>
    /// Writes one line with the preset's name and hosts, and a second about a missing credential or route, if the agent's first call would fail.
    /// </summary>
    /// <param name="definition">The resolved launch.</param>
    /// <param name="options">The command line.</param>
    public void Announce(LaunchDefinition definition, RunOptions options)
    {
        string open = definition.Routes.Path is null && definition.Routes.Bottles is null ? Hosts(definition) : $"what {definition.Routes.Name} opens";
        string login = string.Concat(definition.Logins.Select(kept =>
            $", with the {kept.Login.Use}{(kept.IsNamed ? "" : " (the only one kept, as the environment has no key)")}, which stays outside"));
        string asking = walled ? "works without asking, because the bottle limits it" : "asks before it acts, because nothing limits it here";
        host.Complain($"preset {preset.Name} ({preset.Title}): it may reach {open}{login}, and it {asking}. --preset none switches this off");
        if (!IsAbleToLogIn(definition, options))
        {
            host.Complain(Closed(definition) ?? NoKey());
        }

        foreach (HostLogin revoked in definition.Logins.Where(kept => kept.Login.RevokedAt is not null))
        {
            host.Complain(
                $"the {revoked.Login.Use} was revoked or has ended, so its model calls will be refused: bot-bottle login {revoked.Login.Agent} --name "
                    + revoked.Login.Name);
        }
    }

    private static string Hosts(LaunchDefinition definition)
    {
        const int most = 3;
        string[] hosts = [.. definition.Routes.Set.Routes.Select(route => route.Host).Distinct()];
        return string.Join(", ", hosts.Take(most)) + (hosts.Length > most ? $" and {hosts.Length - most} more" : "");
    }

    private bool IsAbleToLogIn(LaunchDefinition definition, RunOptions options) =>
        HasKey || placeholders.Count > 0 || definition.Logins.Count > 0 || options.AgentCredentials
        || definition.Routes.Set.Routes.Any(route => route.AgentCredentials);

    // The key exists, but no route leads to the host.
    private string? Closed(LaunchDefinition definition)
    {
        Provider[] providers = [.. preset.Keys.Select(key => ProviderTable.BuiltIn.Named(key.Provider)!)];
        return Array.Find(
            providers, provider => provider.Credential.Variables.Any(variable => host.Environment.GetValueOrDefault(variable, "").Length > 0)) is { } known
            ? $"{definition.Routes.Name} does not open {known.Hosts[0]}, so the model calls of {preset.Title} will be refused: add --allow {preset.Name}"
            : null;
    }

    private string NoKey()
    {
        string[] variables = [.. preset.Keys.Select(key => ProviderTable.BuiltIn.Named(key.Provider)!.Credential.Variables[0])];
        string several = LoginAgent.Named(preset.Name) is { } agent && new LoginChoice(host, new HostCredentials([])).Kept(agent) is { Count: > 1 } kept
            ? $"choose a login with --login ({string.Join(", ", kept.Select(use => use.Name))}); or " : "";
        string keep = LoginAgent.Named(preset.Name) is { } known
            ? $"; or keep a subscription's login outside of the bottle: bot-bottle login {known.Name}" : "";
        string login = preset.Login is { } way
            ? $"; or let it use a login of its own, which the bottle then holds: bot-bottle run --agent-credentials -- {preset.Name} ({way})" : "";
        return $"no key for {preset.Title}, so its model calls will be refused: {several}export {string.Join(" or ", variables)}=..., which stays with the "
            + $"proxy{keep}{login}";
    }

    private static string PlaceholderOf(string provider) =>
        ProviderTable.BuiltIn.Named(provider)?.Credential.Placeholder ?? throw new FormatException($"no provider '{provider}'");
}
