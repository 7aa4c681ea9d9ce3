using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>
/// The detectors of a run, compiled once and shared by all its scans: token patterns (<see cref="TokenRules"/>), known secrets in every reversible encoding,
/// the operator's own rules. Immutable.
/// </summary>
public sealed class DlpDetectors
{
    private const int PooledScans = 16;

    private readonly ApprovalFingerprints _fingerprints;
    private readonly ConcurrentQueue<DlpScan> _pool = new();

    /// <summary>Compiles detectors.</summary>
    /// <param name="tokenPatterns">True to search for public shapes of credentials.</param>
    /// <param name="knownSecrets">Values that must not leave the run. Of two equal values the first one's name is used.</param>
    /// <param name="allow">Values that are no findings, besides published keys (<see cref="ExampleKeys"/>, <see cref="PublishedKeys"/>).</param>
    /// <param name="rules">The operator's detectors.</param>
    /// <param name="key">32 random bytes; fingerprints under different keys are not comparable.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public DlpDetectors(
        bool tokenPatterns, IEnumerable<KnownSecret> knownSecrets, IEnumerable<DlpAllowance> allow, IEnumerable<DlpRule> rules, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(knownSecrets);
        ArgumentNullException.ThrowIfNull(allow);
        ArgumentNullException.ThrowIfNull(rules);
        _fingerprints = new ApprovalFingerprints(key.ToArray());
        TokenPatterns = tokenPatterns;
        DlpAllowance[] allowed = [.. allow];
        AllowList ofOperator = new(allowed);
        Allow = new AllowList([.. allowed, .. ExampleKeys.All.Select(example => new DlpAllowance(example.Value, null))]);
        Rules = [.. rules.Select(rule => (rule, OperatorExpression.Compile(rule.Pattern)))];
        KnownSecret[] secrets = [.. knownSecrets.DistinctBy(secret => secret.Value)
            .Where(secret => !ofOperator.Holds(Encoding.UTF8.GetBytes(secret.Value)))];
        SecretNames = [.. secrets.Select(secret => (secret.Name, Fingerprint(Encoding.UTF8.GetBytes(secret.Value))))];
        Secrets = secrets.Length == 0 ? null : new SecretMatcher([.. secrets.Select(secret => SecretVariantCache.Shared.Get(secret.Value))]);
    }

    /// <summary>
    /// The number of bytes at the end of an incomplete text that are held, whatever they are: 0 without known secrets and rules. It is 1023 with known secrets,
    /// and at least 512 with rules (up to 1023, by place only).
    /// </summary>
    public int ConstantTail => Secrets is not null ? SecretMatcher.Tail : Rules.Count == 0 ? 0 : RuleLane.Block;

    internal bool TokenPatterns { get; }

    internal SecretMatcher? Secrets { get; }

    internal IReadOnlyList<(string Name, string Fingerprint)> SecretNames { get; }

    internal IReadOnlyList<(DlpRule Rule, Regex Expression)> Rules { get; }

    internal AllowList Allow { get; }

    /// <summary>Scans a short complete text: a header field's value, a line of a log.</summary>
    /// <returns>All findings, in order.</returns>
    public IReadOnlyList<DlpFinding> Scan(ReadOnlySpan<byte> text)
    {
        DlpScan scan = Rent();
        IReadOnlyList<DlpFinding> first = scan.Append(text);
        IReadOnlyList<DlpFinding> last = scan.Complete();
        Return(scan);
        return first.Count == 0 ? last : last.Count == 0 ? first : [.. first, .. last];
    }

    /// <summary>The text with a mask for each finding, for logs.</summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        IReadOnlyList<DlpFinding> findings = Scan(bytes);
        if (findings.Count == 0)
        {
            return text;
        }

        StringBuilder redacted = new();
        long at = 0;
        foreach (DlpFinding finding in findings.Where(finding => finding.Length > 0 && finding.Severity == DlpSeverity.Block))
        {
            redacted.Append(Encoding.UTF8.GetString(bytes[(int)at..(int)finding.Start])).Append("[redacted: ").Append(finding.Reason).Append(']');
            at = finding.Start + finding.Length;
        }

        return redacted.Append(Encoding.UTF8.GetString(bytes[(int)at..])).ToString();
    }

    /// <summary>A scan for one text, new or reused. Give it back to <see cref="Return"/>.</summary>
    public DlpScan Rent() => _pool.TryDequeue(out DlpScan? scan) ? scan : new DlpScan(this);

    /// <summary>Takes back a scan that is no longer used.</summary>
    public void Return(DlpScan scan)
    {
        ArgumentNullException.ThrowIfNull(scan);
        scan.Reset();
        if (_pool.Count < PooledScans)
        {
            _pool.Enqueue(scan);
        }
    }

    internal string Fingerprint(ReadOnlySpan<byte> value) => _fingerprints.Of(value);
}
