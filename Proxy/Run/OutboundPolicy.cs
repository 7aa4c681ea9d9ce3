using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Run;

/// <summary>The detectors for a run's requests: one set for each choice that a route can make, compiled at its first use. Safe for several threads.</summary>
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
        // The serializer writes bytes that are null as an empty text.
        byte[] key = run.FingerprintKey is { Length: > 0 } given ? given : ApprovalFingerprints.NewKey();
        _fingerprints = new ApprovalFingerprints(key);
        // A credential too short to be told from innocent text is still searched for in responses, where chance costs less.
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

    /// <summary>Masks what must not stand in a log, whatever routes and settings allow to leave.</summary>
    public DlpDetectors Logs => _logs.Value;

    /// <summary>The keyed hash of a text that must not be told.</summary>
    public string Fingerprint(string text) => _fingerprints.Of(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The detectors for the field in which a provider's client sends its own credential: they find the secrets of others alone.</summary>
    public DlpDetectors KnownOnly => _known.Value;

    /// <summary>What a route looks for in requests; null for nothing.</summary>
    public DlpDetectors? For(Route route) => (route.LooksOutFor(RouteDetectors.TokenPatterns), route.LooksOutFor(RouteDetectors.KnownSecrets)) switch
    {
        (true, true) => _both.Value,
        (true, false) => _patterns.Value,
        (false, true) => _known.Value,
        _ => null,
    };
}
