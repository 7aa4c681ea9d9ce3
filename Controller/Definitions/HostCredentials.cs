using System.Text;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Logins;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Definitions;

/// <summary>The providers' keys in the host's environment. The proxy gets them; a bottle gets only <see cref="Placeholders"/>.</summary>
/// <param name="Keys">The credentials that the proxy adds to requests.</param>
internal sealed record HostCredentials(IReadOnlyList<ProviderCredential> Keys)
{
    /// <summary>The kept logins that the run uses. They come before keys.</summary>
    public IReadOnlyList<HostLogin> Logins { get; init; } = [];

    /// <summary>The values of all credentials, with their names.</summary>
    public IEnumerable<SecretValue> Values =>
    [
        .. Keys.Select(key => new SecretValue(key.Variable, key.Secret)),
        .. Logins.SelectMany(kept => new[] { kept.Login.AccessToken, kept.Login.RefreshToken }.OfType<string>()
            .Select(token => new SecretValue($"the {kept.Login.Use}", token))),
    ];

    /// <summary>
    /// Reads the variables that each built-in provider names. If the settings assign its hosts to a provider of their own, that provider gets the key, unless
    /// it has other hosts too: a key is sent only to its owner.
    /// </summary>
    /// <param name="environment">The host's environment.</param>
    /// <param name="providers">Maps hosts to providers.</param>
    public static HostCredentials Find(IReadOnlyDictionary<string, string> environment, ProviderTable providers)
    {
        List<ProviderCredential> keys = [];
        foreach (Provider provider in ProviderTable.BuiltIn.Providers)
        {
            string? variable = provider.Credential.Variables.FirstOrDefault(name => environment.GetValueOrDefault(name, "").Length > 0);
            ProviderHost host = provider.Hosts[0];
            if (variable is not null && providers.Find(host.Host, host.Port ?? 443) is { } owner
                && owner.Hosts.All(own => provider.Hosts.Any(known => known.Host == own.Host)) && keys.All(key => key.Provider != owner.Name))
            {
                keys.Add(new ProviderCredential(owner.Name, variable, environment[variable]));
            }
        }

        return new HostCredentials(keys);
    }

    /// <summary>
    /// Gets the keys that a run can use: those that its routes add, and Anthropic's and OpenAI's, whose hosts an edit of the routes may open. A GitHub token of
    /// the host is Copilot's key if Copilot is open, and is not used otherwise.
    /// </summary>
    /// <param name="routes">The routes in force.</param>
    public HostCredentials For(RouteSet routes)
    {
        ProviderCredential[] used = [.. Placeholders.Used(this, routes)];
        string[] always = [.. Provider.Claude.Credential.Variables, .. Provider.Codex.Credential.Variables];
        return this with
        {
            Keys = [.. Keys.Where(key => (used.Contains(key) || always.Contains(key.Variable))
                && !Logins.Any(kept => LoginAgent.Named(kept.Login.Agent)!.Provider == key.Provider))],
        };
    }

    /// <summary>
    /// Refuses to give the agent a credential that the proxy holds for it: by its variable, as another variable's value or a part of one, in every encoding
    /// that the proxy's scan detects.
    /// </summary>
    /// <param name="variables">The variables of the agent's environment, with their places.</param>
    /// <param name="routes">The credentials that routes name.</param>
    /// <exception cref="CommandFailure">A variable contains a credential.</exception>
    public void RefuseHandingOver(IEnumerable<GivenVariable> variables, IReadOnlyList<RouteSecret> routes)
    {
        SecretValue[] held = [
            .. Values, .. routes.Select(route => new SecretValue(route.Variable, route.Secret))];
        foreach (GivenVariable given in variables)
        {
            if (SecretIn(given.Value, held) is { } variable)
            {
                throw CommandFailure.Usage(
                    $"{given.Origin} would hand the agent {(variable == given.Name ? "the credential" : $"the value of {variable},")} which the proxy already "
                        + "adds to its requests",
                    "Leave it out: the agent gets a placeholder. If it must have the real one: --agent-credentials.");
            }
        }
    }

    /// <summary>Gets the name of a secret that a text equals or contains; null if there is none.</summary>
    public static string? SecretIn(string text, IReadOnlyList<SecretValue> secrets)
    {
        if (text.Length == 0)
        {
            return null;
        }

        foreach (SecretValue secret in secrets.Where(secret => secret.Value.Length > 0))
        {
            // A secret that is too short to be distinguished from normal text counts only as the whole value.
            if (text == secret.Value)
            {
                return secret.Name;
            }

            if (Encoding.UTF8.GetByteCount(secret.Value) >= KnownSecret.MinBytes)
            {
                DlpDetectors detectors = new(false, [new KnownSecret(secret.Name, secret.Value)], [], [], ApprovalFingerprints.NewKey());
                if (detectors.Scan(Encoding.UTF8.GetBytes(text)).Count > 0)
                {
                    return secret.Name;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Gets the variable with the key of a built-in provider, whatever provider owns its hosts; null if the host has none. A login stands for the first one.
    /// </summary>
    public string? VariableFor(string provider) =>
        Logins.Any(kept => LoginAgent.Named(kept.Login.Agent)!.Provider == provider) ? ProviderTable.BuiltIn.Named(provider)!.Credential.Variables[0]
        : Keys.FirstOrDefault(key => ProviderTable.BuiltIn.Named(provider) is { } builtIn && builtIn.Credential.Variables.Contains(key.Variable))?.Variable;
}
