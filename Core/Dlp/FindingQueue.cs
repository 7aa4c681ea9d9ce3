using System.Text;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Puts the matches of all lanes into one order: one is reported when no lane can find another that begins before it. Where two overlap, the later one
/// begins where the earlier ends.
/// </summary>
/// <param name="detectors">Whose matches they are.</param>
internal sealed class FindingQueue(DlpDetectors detectors)
{
    private const int Remembered = 32;

    private readonly PriorityQueue<Match, Match> _matches = new(Comparer<Match>.Create(Match.Compare));
    private readonly Queue<(long Start, long End)> _reported = new(Remembered);
    private readonly FingerprintMemo _fingerprints = new(detectors);
    private long _coveredTo;
    private DlpKind _coveredBy;

    /// <summary>Where the first match begins that was not reported; behind every text if there is none.</summary>
    public long First => _matches.TryPeek(out Match? match, out _) ? match.Start : long.MaxValue;

    /// <summary>Begins a new text.</summary>
    public void Reset()
    {
        _matches.Clear();
        _reported.Clear();
        _fingerprints.Clear();
        _coveredTo = 0;
    }

    /// <summary>Adds a token.</summary>
    /// <param name="start">Where it begins in the text.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="rule">Its row.</param>
    /// <param name="shown">What a context may show of it.</param>
    /// <param name="value">What is allowed, approved and fingerprinted.</param>
    /// <param name="before">What stands before it.</param>
    /// <param name="isUndone">Whether that is how it reads with its escapes undone: of two such matches at one place it counts, since it is the same however it is written.</param>
    public void AddToken(long start, long end, TokenRule rule, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> value, TextBefore before, bool isUndone)
    {
        if (!detectors.Allow.Holds(value))
        {
            Add(new Match(
                start, end, DlpKind.TokenPattern, rule.Id, rule.Reason, rule.Severity, _fingerprints.Of(value), Encoding.ASCII.GetString(shown), before, isUndone));
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
            Add(new Match(start, start + value.Length, DlpKind.Rule, rule.Name, rule.Name, rule.Severity, _fingerprints.Of(value), "", before, false));
        }
    }

    /// <summary>Reports what begins before a place.</summary>
    /// <param name="frontier">All that begins before it was found.</param>
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
            // A known secret is said even inside of something else: whoever approves the whole has not approved the secret.
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
        return new DlpFinding(match.Kind, match.Rule, match.Reason, match.Severity, start, (int)(end - start), context, match.Fingerprint);
    }

    private void Add(Match match) => _matches.Enqueue(match, match);

    private sealed record Match(
        long Start, long End, DlpKind Kind, string Rule, string Reason, DlpSeverity Severity, string Fingerprint, string Shown, TextBefore Before, bool IsUndone)
    {
        private int Rank => Kind == DlpKind.KnownSecret ? 0 : Kind == DlpKind.TokenPattern ? 1 : 2;

        // Total, but for what is alike: the order in which lanes come upon matches depends on the pieces.
        public static int Compare(Match one, Match other) =>
            one.Start != other.Start ? one.Start.CompareTo(other.Start)
            : one.Rank != other.Rank ? one.Rank.CompareTo(other.Rank)
            : one.End != other.End ? other.End.CompareTo(one.End)
            : one.IsUndone != other.IsUndone ? other.IsUndone.CompareTo(one.IsUndone)
            : string.CompareOrdinal(one.Rule, other.Rule) is not 0 and int rule ? rule
            : string.CompareOrdinal(one.Fingerprint, other.Fingerprint);
    }
}
