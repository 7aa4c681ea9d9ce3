using System.Runtime.CompilerServices;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>Finds the tokens of <see cref="TokenRules"/> in an unchanged text: the filter finds candidates, the rules judge them.</summary>
internal sealed class TokenMatcher
{
    private const int Places = 256;

    // The rows in the order of the table, one per prefix.
    private static readonly TokenRow[] Rows = [.. TokenRules.All.SelectMany(rule => rule.Literals.Select(literal => new TokenRow(literal, rule)))];

    private static readonly TokenRow[][] ByFirst =
        [.. Enumerable.Range(0, 256).Select(value => Rows.Where(row => TokenRow.Cases(row.Rule, row.Literal[0]).Contains((byte)value)).ToArray())];

    private static readonly PlaceLiterals Literals = new(
        Rows.Where(row => row.Rule.Anywhere).Select(row => row.FirstBytes()), Rows.Where(row => !row.Rule.Anywhere).Select(row => row.FirstBytes()),
        TokenCharset.Url.Bytes, TokenEdge.Ending, TokenEdge.BeforeEnding);

    private static readonly IPlaceFilter Filter = WideFilter.IsSupported ? new WideFilter(Literals) : new NibbleFilter(Literals);

    // Rejects near misses that the filter lets pass.
    private static readonly TokenHeads Heads = new(Rows);

    /// <summary>
    /// After a match that was cut at its maximum length, the search continues this many bytes before its end; a token that begins there ends after it.
    /// </summary>
    public const int Overlap = 128;

    private readonly TokenRuns _runs = new();

    /// <summary>The most bytes before a place that a rule looks at.</summary>
    public const int LookBehind = MarkedRule.MaxBefore + 32;

    /// <summary>Searches for tokens that begin in [from, to).</summary>
    /// <param name="text">The text, with the bytes before.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">The end of the range.</param>
    /// <param name="isEnd">True at the end of the whole text.</param>
    /// <param name="sink">Receives the matches in order.</param>
    /// <param name="covered">The end of the matches so far. A match that begins before it counts only if it ends after it.</param>
    /// <returns>The first undecided place: it needs more bytes, or is not before <paramref name="to"/>.</returns>
    [SkipLocalsInit]
    public int Scan(ReadOnlySpan<byte> text, int from, int to, bool isEnd, MatchSink sink, ref int covered)
    {
        Span<int> places = stackalloc int[Places];
        Span<int> likely = stackalloc int[Places];
        int next = from;
        int free = from; // after a match that was cut at its maximum length; otherwise every place of an endless run would match
        _runs.Clear();
        while (next < to)
        {
            int count = Filter.Collect(text, next, to, places, out next);
            count = Heads.Sift(text, places[..count], likely);
            for (int i = 0; i < count; i++)
            {
                int at = places[i];
                if (at < free || (at <= text.Length - sizeof(ulong) ? !Heads.MayFollow(text, at, likely[i], _runs) : RowsAt(text, at).IsEmpty))
                {
                    continue;
                }

                int limit = sink.Limit(at, text.Length);
                TokenMatch match = Judge(text[..limit], at, isEnd || limit < text.Length, _runs, out TokenRule? rule);
                if (match.Outcome == TokenOutcome.Open)
                {
                    return at;
                }

                int end = at + match.Length;
                if (match.Outcome == TokenOutcome.Yes && end > covered && (rule!.Anywhere || !TokenEdge.IsInNoise(text, at)))
                {
                    // A finding that begins later does not cover what is before it: the user of a URL may be a token, too.
                    covered = match.Start > 0 ? covered : end;
                    free = IsCut(match, rule) || (end == limit && limit < text.Length) ? end - Overlap : free;
                    sink.AddToken(text, at + match.Start, end, rule, text.Slice(at, match.Shown), text[(at + match.Value)..end]);
                }
            }

            next = Math.Max(next, free);
        }

        return next;
    }

    /// <summary>True if a match has the maximum length of its rule.</summary>
    public static bool IsCut(TokenMatch match, TokenRule rule) => match.Length - match.Shown >= rule.Max || match.Length >= TokenRule.MaxLength - 64;

    /// <summary>
    /// True if a token may begin at a place, or if that is still undecided. The test is cheap, because agents choose how often it runs. False means that
    /// <see cref="Judge"/> says no, whatever follows and wherever the text is cut.
    /// </summary>
    /// <param name="text">The text, with the bytes before.</param>
    /// <param name="at">The place.</param>
    /// <param name="runs">The measurements of the text; null if it is too short to be worth them.</param>
    public static bool MayBegin(ReadOnlySpan<byte> text, int at, TokenRuns? runs) =>
        at > text.Length - sizeof(ulong) ? !RowsAt(text, at).IsEmpty : Heads.MayBegin(text, at, runs);

    // The rows that a token at a place may match.
    private static ReadOnlySpan<TokenRow> RowsAt(ReadOnlySpan<byte> text, int at) =>
        at > text.Length - TokenHeads.Bytes ? ByFirst[text[at]] : Heads.Rows(text, at);

    /// <summary>Judges one place by every row.</summary>
    public static TokenMatch Judge(ReadOnlySpan<byte> text, int at, bool isEnd, TokenRuns runs, out TokenRule? rule)
    {
        foreach (TokenRow candidate in RowsAt(text, at))
        {
            int there = candidate.Match(text, at);
            if (there == 0)
            {
                continue;
            }

            TokenMatch match = there == candidate.Literal.Length ? candidate.Rule.Judge(text, at, there, isEnd, runs)
                : isEnd || !candidate.Rule.MayBegin(text, at) ? TokenMatch.No
                : TokenMatch.Open;
            if (match.Outcome != TokenOutcome.No)
            {
                rule = candidate.Rule;
                return match;
            }
        }

        rule = null;
        return TokenMatch.No;
    }
}
