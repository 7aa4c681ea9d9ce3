using BotBottle.Core.Hosts;
using BotBottle.Core.Logins;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Definitions;

/// <summary>
/// Placeholders in a bottle for the credentials that the proxy adds. A client chooses its method by the variables that it finds. With one too many, Claude Code
/// drops its login's header and Codex leaves chatgpt.com. So each variable stands for a credential that is really added, and has that credential's form.
/// </summary>
internal static class Placeholders
{
    /// <summary>The value of a variable whose credential is not a provider's key.</summary>
    public const string OfRoute = "held-by-bot-bottle";

    /// <summary>The form of a long-lived login token of Claude Code. Claude Code sends it as a bearer token and with a header field of its own.</summary>
    private const string ClaudeLogin = LoginPlaceholders.ClaudeAccessPrefix;

    /// <summary>OpenAI's host for logins, which does not accept keys.</summary>
    private const string LoginHost = "chatgpt.com";

    /// <summary>Gets the variables of the bottle.</summary>
    /// <param name="preset">The agent's preset; null for none.</param>
    /// <param name="keys">The host's keys.</param>
    /// <param name="routes">The routes in force, with the credentials that they name.</param>
    /// <param name="walled">True if the bottle has a HOME of its own, for the files that stand for logins.</param>
    public static IReadOnlyDictionary<string, string> Of(AgentPreset? preset, HostCredentials keys, RunRoutes routes, bool walled = true)
    {
        SortedDictionary<string, string> all = new(StringComparer.Ordinal);
        foreach (Route route in routes.Set.Routes)
        {
            Provider[] providers = [.. ProviderTable.BuiltIn.Providers.Where(provider => Opens(route, provider))];
            if (route.Auth is { } auth)
            {
                if (routes.Secrets.FirstOrDefault(secret => secret.Variable == auth.Variable) is { } secret)
                {
                    AddRoute(all, preset, auth, secret.Secret, providers);
                }
            }
            else
            {
                foreach (Provider provider in providers.Where(provider => keys.VariableFor(provider.Name) is not null && !HasLogin(keys, provider)))
                {
                    AddKey(all, preset, provider);
                }
            }
        }

        foreach (Login login in keys.Logins.Select(kept => kept.Login))
        {
            AddLogin(all, preset, login, walled);
        }

        return all;
    }

    /// <summary>Gets the files of the bottle's HOME that stand for logins.</summary>
    /// <param name="keys">The host's keys and logins.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<PresetFile> Files(HostCredentials keys, DateTimeOffset now) =>
        keys.Logins.Select(kept => LoginPlaceholders.FileOf(kept.Login, now)).OfType<(string Path, string Text)>()
            .Select(file => new PresetFile(file.Path, file.Text, OnlyWithKey: false));

    /// <summary>Gets the keys of the host that routes add.</summary>
    /// <param name="keys">The host's keys.</param>
    /// <param name="routes">The routes in force.</param>
    public static IEnumerable<ProviderCredential> Used(HostCredentials keys, RouteSet routes) => keys.Keys.Where(key => ProviderTable.BuiltIn.Providers.Any(
        provider => provider.Credential.Variables.Contains(key.Variable) && routes.Routes.Any(route => route.Auth is null && Opens(route, provider))));

    private static void AddRoute(SortedDictionary<string, string> all, AgentPreset? preset, RouteAuth auth, string secret, Provider[] providers)
    {
        all.TryAdd(auth.Variable, providers.FirstOrDefault()?.Credential.Placeholder ?? OfRoute);
        foreach (Provider provider in providers)
        {
            if (auth.FieldName() == provider.Credential.Field && auth.Prefix() == provider.Credential.Prefix)
            {
                AddKey(all, preset, provider);
            }
            else if (provider.Format == ApiFormat.Anthropic && auth.Scheme == AuthScheme.Bearer)
            {
                bool login = secret.StartsWith(ClaudeLogin, StringComparison.Ordinal);
                string placeholder = login ? ClaudeLogin + OfRoute : OfRoute;
                all[auth.Variable] = placeholder;
                all[login ? "CLAUDE_CODE_OAUTH_TOKEN" : "ANTHROPIC_AUTH_TOKEN"] = placeholder;
            }
        }
    }

    private static void AddKey(SortedDictionary<string, string> all, AgentPreset? preset, Provider provider)
    {
        IReadOnlyList<string> variables = preset?.Keys.FirstOrDefault(key => key.Provider == provider.Name)?.Variables ?? provider.Credential.Variables;
        foreach (string variable in variables)
        {
            all[variable] = provider.Credential.Placeholder;
        }
    }

    // Another agent than the login's own reads no file of it, and takes no placeholder of this form.
    private static void AddLogin(SortedDictionary<string, string> all, AgentPreset? preset, Login login, bool walled)
    {
        if (login.Agent == LoginAgent.Claude.Name && (!walled || LoginPlaceholders.FileOf(login, default) is null))
        {
            all["CLAUDE_CODE_OAUTH_TOKEN"] = LoginPlaceholders.ClaudeAccess;
        }
        else if (login.Agent == LoginAgent.Copilot.Name)
        {
            AddKey(all, preset, Provider.Copilot);
        }
    }

    private static bool HasLogin(HostCredentials keys, Provider provider) =>
        keys.Logins.Any(kept => LoginAgent.Named(kept.Login.Agent)!.Provider == provider.Name);

    private static bool Opens(Route route, Provider provider) =>
        RouteHost.TryParse(route.Host, out RouteHost pattern)
        && provider.Hosts.Any(host => host.Host != LoginHost && HostName.TryParse(host.Host, out HostName? name)
            && pattern.Matches(new Authority(name, host.Port ?? pattern.Port ?? 443)));
}
