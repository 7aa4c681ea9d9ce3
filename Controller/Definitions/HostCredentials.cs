using System.Text;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Definitions;

/// <summary>The providers' keys of the host's environment. They go to the proxy and never into a bottle, which gets <see cref="Placeholders"/>.</summary>
/// <param name="Keys">What the proxy puts into requests.</param>
internal sealed record HostCredentials(IReadOnlyList<ProviderCredential> Keys)
{
    /// <summary>Looks for the variables that each built-in provider names. Where settings have given its hosts to a provider of theirs, the key is that one's,
    /// unless that one has other hosts too: a key goes to its owner alone.</summary>
    /// <param name="environment">The host's environment.</param>
    /// <param name="providers">Whose API a host is.</param>
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
    /// The keys of which a run has use: those that its routes put in, and Anthropic's and OpenAI's, whose hosts an edit of the routes may open. A GitHub token of the host
    /// is Copilot's key where Copilot is open, and none of ours elsewhere.
    /// </summary>
    /// <param name="routes">What is open.</param>
    public HostCredentials For(RouteSet routes)
    {
        ProviderCredential[] used = [.. Placeholders.Used(this, routes)];
        string[] always = [.. Provider.Claude.Credential.Variables, .. Provider.Codex.Credential.Variables];
        return new HostCredentials([.. Keys.Where(key => used.Contains(key) || always.Contains(key.Variable))]);
    }

    /// <summary>Refuses to hand a credential to the agent that the proxy holds for it: by its variable, as another's value or as a part of one, in whichever encoding the proxy would find it in.</summary>
    /// <param name="variables">What the agent's environment gets, and where that is written.</param>
    /// <param name="routes">The credentials that routes name.</param>
    /// <exception cref="CommandFailure">One would be handed over.</exception>
    public void RefuseHandingOver(IEnumerable<GivenVariable> variables, IReadOnlyList<RouteSecret> routes)
    {
        SecretValue[] held = [.. Keys.Select(key => new SecretValue(key.Variable, key.Secret)), .. routes.Select(route => new SecretValue(route.Variable, route.Secret))];
        foreach (GivenVariable given in variables)
        {
            if (SecretIn(given.Value, held) is { } variable)
            {
                throw CommandFailure.Usage(
                    $"{given.Origin} would hand the agent {(variable == given.Name ? "the credential" : $"the value of {variable},")} which the proxy holds and puts into its requests already",
                    "Leave it out: the agent gets a placeholder. If it must have the real one: --agent-credentials.");
            }
        }
    }

    /// <summary>The name of a secret that a text is or holds; null where it holds none.</summary>
    public static string? SecretIn(string text, IReadOnlyList<SecretValue> secrets)
    {
        if (text.Length == 0)
        {
            return null;
        }

        foreach (SecretValue secret in secrets.Where(secret => secret.Value.Length > 0))
        {
            // What is too short to be told from innocent text counts where it is the whole value.
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

    /// <summary>The variable that holds the key of a built-in provider, whoever owns its hosts; null where the host has none.</summary>
    public string? VariableFor(string provider) =>
        Keys.FirstOrDefault(key => ProviderTable.BuiltIn.Named(provider) is { } builtIn && builtIn.Credential.Variables.Contains(key.Variable))?.Variable;
}
