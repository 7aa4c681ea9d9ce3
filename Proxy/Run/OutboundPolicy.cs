using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Run;

/// <summary>The detectors for a run's requests: one set for each choice of a route, compiled at its first use. Safe for several threads.</summary>
internal sealed class OutboundPolicy
{
    private readonly ApprovalFingerprints _fingerprints;
    private readonly Lazy<DlpDetectors> _both;
    private readonly Lazy<DlpDetectors> _patterns;
    private readonly Lazy<DlpDetectors> _known;
    private readonly Lazy<DlpDetectors> _logs;

    public OutboundPolicy(ProxyRun run)
    {
        DlpConfiguration dlp = run.Dlp ?? DlpConfiguration.Empty;
        // The serializer writes a null byte array as an empty text.
        byte[] key = run.FingerprintKey is { Length: > 0 } given ? given : ApprovalFingerprints.NewKey();
        _fingerprints = new ApprovalFingerprints(key);
        // A credential too short to be distinguished from harmless text is searched for only in responses, where a false match costs less.
        KnownSecret[] known =
        [
            .. run.Secrets.Select(secret => new SecretValue(secret.Variable, secret.Secret))
                .Concat(run.Credentials.Select(credential => new SecretValue(credential.Variable, credential.Secret)))
                .Where(secret => System.Text.Encoding.UTF8.GetByteCount(secret.Value) >= KnownSecret.MinBytes)
                .Concat(dlp.KnownSecrets)
                .Select(secret => new KnownSecret(secret.Name, secret.Value)),
        ];
        _both = new(() => new DlpDetectors(true, known, dlp.Allow, dlp.Rules, key));
        _patterns = new(() => new DlpDetectors(true, [], dlp.Allow, dlp.Rules, key));
        _known = new(() => new DlpDetectors(false, known, dlp.Allow, [], key));
        _logs = new(() => new DlpDetectors(true, known, [], [], key));
    }

    /// <summary>The detectors that mask log lines. They ignore the exceptions of routes and settings.</summary>
    public DlpDetectors Logs => _logs.Value;

    /// <summary>The keyed hash of a text that must not be shown.</summary>
    public string Fingerprint(string text) => _fingerprints.Of(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The detectors for the header field in which a provider's client sends its own credential. They find only known secrets.</summary>
    public DlpDetectors KnownOnly => _known.Value;

    /// <summary>The detectors for requests of a route; null for none.</summary>
    public DlpDetectors? For(Route route) => (route.LooksOutFor(RouteDetectors.TokenPatterns), route.LooksOutFor(RouteDetectors.KnownSecrets)) switch
    {
        (true, true) => _both.Value,
        (true, false) => _patterns.Value,
        (false, true) => _known.Value,
        _ => null,
    };
}
