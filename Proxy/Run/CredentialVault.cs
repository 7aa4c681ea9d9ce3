using BotBottle.Core.Control;
using BotBottle.Core.Logins;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Run;

/// <summary>
/// The values of a run's credentials: keys and routes' secrets, read from the pipe, and logins. Decisions are made with their <see cref="Names"/> only.
/// </summary>
internal sealed class CredentialVault
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SecretSearch> _searches;
    private readonly IReadOnlyList<IHostLogin> _logins;

    public CredentialVault(ProxyRun run, IReadOnlyList<IHostLogin> logins)
    {
        foreach (ProviderCredential key in run.Credentials)
        {
            _keys.TryAdd(key.Provider, key.Secret);
        }
        foreach (RouteSecret secret in run.Secrets)
        {
            _secrets.Add(secret.Variable, secret.Secret);
        }
        _searches = _secrets.Values.Concat(_keys.Values).Distinct(StringComparer.Ordinal)
            .ToDictionary(secret => secret, secret => new SecretSearch(secret), StringComparer.Ordinal);
        _logins = logins;
        Names = RunCredentials.Of(run.Credentials, run.Secrets, run.AgentCredentials, logins.Select(login => login.Use));
    }

    /// <summary>The names of the available credentials.</summary>
    public RunCredentials Names { get; }

    /// <summary>Returns the credential of a decision, with its value; or the reason why a login has none.</summary>
    public ValueTask<(InjectedCredential? Credential, LoginTrouble? Trouble)> TakeAsync(CredentialSource source, CancellationToken cancel)
    {
        if (source.Login is { } use)
        {
            return TakeAsync(use, source, cancel);
        }
        string secret = source.Provider is { } provider ? _keys[provider] : _secrets[source.Variable];
        return new((new InjectedCredential(source.Variable, source.Field, source.Prefix + secret, _searches[secret]), null));
    }

    /// <summary>Returns why a credential's login has ended for good; null if it has not, or if it is no login.</summary>
    public LoginTrouble? Ended(CredentialSource? source) => source?.Login is { } use ? Of(use).Ended() : null;

    /// <summary>Returns the response to the agent's own request for new tokens of a login, or the reason why there is none.</summary>
    public ValueTask<(byte[]? Body, LoginTrouble? Trouble)> AnswerAsync(LoginUse use, CancellationToken cancel) => Of(use).AnswerAsync(cancel);

    private async ValueTask<(InjectedCredential? Credential, LoginTrouble? Trouble)> TakeAsync(
        LoginUse use, CredentialSource source, CancellationToken cancel)
    {
        IHostLogin login = Of(use);
        (LoginToken? token, LoginTrouble? trouble) = await login.TakeAsync(cancel).ConfigureAwait(false);
        return token is null ? (null, trouble) : (new InjectedCredential(source.Variable, source.Field, source.Prefix + token.Value, token.Search)
        {
            Account = LoginAgent.Named(use.Agent)!.AccountField is { } field && token.Account is { } account ? (field, account) : null,
            Rejected = () => login.Rejected(token),
        }, null);
    }

    private IHostLogin Of(LoginUse use) => _logins.First(login => login.Use == use);
}
