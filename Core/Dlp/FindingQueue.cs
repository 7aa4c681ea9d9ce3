using System.Text;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Orders the matches of all lanes. A match is reported once no lane can find one that begins before it. Of two overlapping matches, the later one begins at
/// the end of the earlier.
/// </summary>
/// <param name="detectors">The detectors of the matches.</param>
internal sealed class FindingQueue(DlpDetectors detectors)
{
    private const int Remembered = 32;

    // The usual Max of a row.
    private const int LeastCut = 512;
    private const int Slack = 128;

    private readonly PriorityQueue<Match, Match> _matches = new(Comparer<Match>.Create(Match.Compare));
    private readonly Queue<(long Start, long End)> _reported = new(Remembered);
    private readonly FingerprintMemo _fingerprints = new(detectors);
    private long _coveredTo;
    private DlpKind _coveredBy;

    /// <summary>The start of the first unreported match; beyond every text if there is none.</summary>
    public long First => _matches.TryPeek(out Match? match, out _) ? match.Start : long.MaxValue;

    /// <summary>Resets the queue for a new text.</summary>
    public void Reset()
    {
        _matches.Clear();
        _reported.Clear();
        _fingerprints.Clear();
        _coveredTo = 0;
    }

    /// <summary>Adds a token.</summary>
    /// <param name="start">The match's start in the text.</param>
    /// <param name="end">The match's end in the text.</param>
    /// <param name="rule">The token's rule.</param>
    /// <param name="shown">The part that a context may show.</param>
    /// <param name="value">The value for allowances, approvals and fingerprints.</param>
    /// <param name="before">The text before the match.</param>
    /// <param name="isUndone">True if the value is decoded from escapes. Of two such matches at one place the decoded one counts, because it is the same in
    /// every spelling.</param>
    public void AddToken(long start, long end, TokenRule rule, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> value, TextBefore before, bool isUndone)
    {
        // Of a token that is cut, more may follow than what is published.
        bool isCut = IsCutAt(end - start, rule, value.Length, isUndone);
        if (!detectors.Allow.Holds(value) && (isCut ? _fingerprints.Of(value) : _fingerprints.OfUnpublished(value)) is { } fingerprint)
        {
            Add(new Match(
                start, end, DlpKind.TokenPattern, rule.Id, rule.Reason, rule.Severity, fingerprint, Encoding.ASCII.GetString(shown), before,
                isUndone) { IsCut = isCut });
        }
    }

    /// <summary>Adds a known secret.</summary>
    public void AddSecret(long start, long end, int secret, TextBefore before, bool isUndone)
    {
        (string name, string fingerprint) = detectors.SecretNames[secret];
        Add(new Match(start, end, DlpKind.KnownSecret, name, $"known secret {name}", DlpSeverity.Block, fingerprint, "", before, isUndone));
    }

    /// <summary>Adds a match of an operator's rule.</summary>
    public void AddRule(long start, DlpRule rule, ReadOnlySpan<byte> value, TextBefore before)
    {
        if (!detectors.Allow.Holds(value))
        {
            Add(new Match(start, start + value.Length, DlpKind.Rule, rule.Name, rule.Name, rule.Severity, _fingerprints.Of(value), "", before, false)
            {
                IsCut = value.Length >= RuleLane.Block,
            });
        }
    }

    /// <summary>Reports the matches that begin before a place.</summary>
    /// <param name="frontier">The place up to which all matches are found.</param>
    public IReadOnlyList<DlpFinding> Report(long frontier)
    {
        if (First >= frontier)
        {
            return [];
        }

        List<DlpFinding> findings = [];
        while (First < frontier)
        {
            if (Report(_matches.Dequeue()) is { } finding)
            {
                findings.Add(finding);
            }
        }

        return findings;
    }

    private DlpFinding? Report(Match match)
    {
        long start = match.Start;
        long end = match.End;
        if (match.Severity == DlpSeverity.Block)
        {
            // Reports a known secret even inside another finding: an approval of the whole does not cover the secret.
            if (end <= _coveredTo && !(match.Kind == DlpKind.KnownSecret && _coveredBy != DlpKind.KnownSecret))
            {
                return null;
            }

            start = Math.Max(start, _coveredTo);
            end = Math.Max(end, start);
            (_coveredTo, _coveredBy) = end > _coveredTo ? (end, match.Kind) : (_coveredTo, _coveredBy);
        }

        string context = match.Before.ToContext(_reported, match.Shown);
        if (_reported.Count == Remembered)
        {
            _reported.Dequeue();
        }

        _reported.Enqueue((match.Start, match.End));
        return new DlpFinding(match.Kind, match.Rule, match.Reason, match.Severity, start, (int)(end - start), context, match.Fingerprint)
        {
            IsCut = match.IsCut,
        };
    }

    // A little too often rather than too seldom: a bound counts as reached shortly before it. A row of fixed length is never cut.
    private static bool IsCutAt(long length, TokenRule rule, int value, bool isUndone) =>
        length >= TokenRule.MaxLength - Slack || value >= Math.Max(rule.Max, LeastCut) || (isUndone && length >= EscapedLane.Reach - Slack);

    private void Add(Match match) => _matches.Enqueue(match, match);

    private sealed record Match(
        long Start, long End, DlpKind Kind, string Rule, string Reason, DlpSeverity Severity, string Fingerprint, string Shown, TextBefore Before,
        bool IsUndone)
    {
        public bool IsCut { get; init; }

        private int Rank => Kind == DlpKind.KnownSecret ? 0 : Kind == DlpKind.TokenPattern ? 1 : 2;

        // A total order except for equal matches, because the order of discovery depends on the pieces.
        public static int Compare(Match one, Match other) =>
            one.Start != other.Start ? one.Start.CompareTo(other.Start)
            : one.Rank != other.Rank ? one.Rank.CompareTo(other.Rank)
            : one.End != other.End ? other.End.CompareTo(one.End)
            : one.IsUndone != other.IsUndone ? other.IsUndone.CompareTo(one.IsUndone)
            : string.CompareOrdinal(one.Rule, other.Rule) is not 0 and int rule ? rule
            : string.CompareOrdinal(one.Fingerprint, other.Fingerprint);
    }
}
