using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Run;

/// <summary>The detectors for a run's requests: one set for each choice of a route, compiled at its first use. Safe for several threads.</summary>
internal sealed class OutboundPolicy
{
    private readonly ApprovalFingerprints _fingerprints;
    private readonly DlpConfiguration _dlp;
    private readonly byte[] _key;
    private readonly SecretValue[] _held;
    private volatile Compiled _compiled;

    public OutboundPolicy(ProxyRun run)
    {
        _dlp = run.Dlp ?? DlpConfiguration.Empty;
        // The serializer writes a null byte array as an empty text.
        _key = run.FingerprintKey is { Length: > 0 } given ? given : ApprovalFingerprints.NewKey();
        _fingerprints = new ApprovalFingerprints(_key);
        _held =
        [
            .. run.Secrets.Select(secret => new SecretValue(secret.Variable, secret.Secret)),
            .. run.Credentials.Select(credential => new SecretValue(credential.Variable, credential.Secret)),
        ];
        _compiled = Compile([]);
    }

    /// <summary>The detectors that mask log lines. They ignore the exceptions of routes and settings.</summary>
    public DlpDetectors Logs => _compiled.Logs.Value;

    /// <summary>The keyed hash of a text that must not be shown.</summary>
    public string Fingerprint(string text) => _fingerprints.Of(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The detectors for the header field in which a provider's client sends its own credential. They find only known secrets.</summary>
    public DlpDetectors KnownOnly => _compiled.Known.Value;

    /// <summary>The detectors for requests of a route; null for none.</summary>
    public DlpDetectors? For(Route route) => (route.LooksOutFor(RouteDetectors.TokenPatterns), route.LooksOutFor(RouteDetectors.KnownSecrets)) switch
    {
        (true, true) => _compiled.Both.Value,
        (true, false) => _compiled.Patterns.Value,
        (false, true) => _compiled.Known.Value,
        _ => null,
    };

    /// <summary>Replaces the tokens of logins that are searched for: they change while the run lives. Scans that are under way end with the old ones.</summary>
    public void Know(IEnumerable<SecretValue> logins) => _compiled = Compile(logins);

    private Compiled Compile(IEnumerable<SecretValue> logins)
    {
        // A credential too short to be distinguished from harmless text is searched for only in responses, where a false match costs less.
        KnownSecret[] known =
        [
            .. _held.Concat(logins).Where(secret => System.Text.Encoding.UTF8.GetByteCount(secret.Value) >= KnownSecret.MinBytes)
                .Concat(_dlp.KnownSecrets)
                .Select(secret => new KnownSecret(secret.Name, secret.Value)),
        ];
        return new Compiled(
            new(() => new DlpDetectors(true, known, _dlp.Allow, _dlp.Rules, _key)),
            new(() => new DlpDetectors(true, [], _dlp.Allow, _dlp.Rules, _key)),
            new(() => new DlpDetectors(false, known, _dlp.Allow, [], _key)),
            new(() => new DlpDetectors(true, known, [], [], _key)));
    }

    private sealed record Compiled(Lazy<DlpDetectors> Both, Lazy<DlpDetectors> Patterns, Lazy<DlpDetectors> Known, Lazy<DlpDetectors> Logs);
}
