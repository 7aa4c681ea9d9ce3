using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>Finds the tokens of <see cref="TokenRules"/> in a text as it stands: the filter first, the rules at its candidates.</summary>
internal static class TokenMatcher
{
    private const int Places = 256;

    // The rows by the first byte of their prefixes, in the order of the table.
    private static readonly (byte[] Literal, TokenRule Rule)[][] ByFirst = MakeByFirst();

    private static readonly NibbleFilter Filter = new(TokenRules.All.SelectMany(rule => rule.Literals.Select(literal => FirstBytes(rule, literal))));

    /// <summary>The most bytes before a place that a rule looks at.</summary>
    public const int LookBehind = 64;

    /// <summary>Looks for tokens that begin in [from, to).</summary>
    /// <param name="text">The text, with what stands before.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">Where to stop.</param>
    /// <param name="isEnd">Whether nothing comes after the text.</param>
    /// <param name="sink">Hears of them in order; none overlaps another.</param>
    /// <returns>The first place that is not decided: what comes decides, or it is at or behind <paramref name="to"/>.</returns>
    public static int Scan(ReadOnlySpan<byte> text, int from, int to, bool isEnd, MatchSink sink)
    {
        Span<int> places = stackalloc int[Places];
        int next = from;
        int free = from;
        while (next < to)
        {
            int count = Filter.Collect(text, next, to, places, out next);
            foreach (int at in places[..count])
            {
                if (at < free)
                {
                    continue;
                }

                int limit = sink.Limit(at, text.Length);
                TokenMatch match = Judge(text[..limit], at, isEnd || limit < text.Length, out TokenRule? rule);
                if (match.Outcome == TokenOutcome.Open)
                {
                    return at;
                }

                if (match.Outcome == TokenOutcome.Yes)
                {
                    free = at + match.Length;
                    ReadOnlySpan<byte> found = text[at..free];
                    sink.AddToken(text, at, free, rule!, found[..match.Shown], found[match.Value..]);
                }
            }

            next = Math.Max(next, free);
        }

        return next;
    }

    /// <summary>Judges one place by every row.</summary>
    public static TokenMatch Judge(ReadOnlySpan<byte> text, int at, bool isEnd, out TokenRule? rule)
    {
        foreach ((byte[] literal, TokenRule candidate) in ByFirst[text[at]])
        {
            ReadOnlySpan<byte> there = text.Slice(at, Math.Min(literal.Length, text.Length - at));
            ReadOnlySpan<byte> wanted = literal.AsSpan(0, there.Length);
            if (!(candidate.IgnoresCase ? Ascii.EqualsIgnoreCase(there, wanted) : there.SequenceEqual(wanted)))
            {
                continue;
            }

            TokenMatch match = there.Length == literal.Length ? candidate.Judge(text, at, literal.Length, isEnd)
                : isEnd || !candidate.MayBegin(text, at) ? TokenMatch.No
                : TokenMatch.Open;
            if (match.Outcome != TokenOutcome.No)
            {
                rule = candidate;
                return match;
            }
        }

        rule = null;
        return TokenMatch.No;
    }

    private static (byte[], TokenRule)[][] MakeByFirst()
    {
        var rows = TokenRules.All.SelectMany(rule => rule.Literals.Select(literal => (Literal: literal, Rule: rule))).ToArray();
        return [.. Enumerable.Range(0, 256).Select(value => rows.Where(row => IsFirst(row.Rule, row.Literal[0], value)).ToArray())];
    }

    private static bool IsFirst(TokenRule rule, byte first, int value) => Cases(rule, first).Contains((byte)value);

    private static IReadOnlyList<byte>[] FirstBytes(TokenRule rule, byte[] literal) =>
        [.. Enumerable.Range(0, NibbleFilter.Bytes).Select(i => i < literal.Length
            ? Cases(rule, literal[i])
            : [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(rule.Body.Contains)])];

    private static byte[] Cases(TokenRule rule, byte value) =>
        rule.IgnoresCase ? [(byte)char.ToLowerInvariant((char)value), (byte)char.ToUpperInvariant((char)value)] : [value];
}
