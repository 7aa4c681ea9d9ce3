using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>Finds the tokens of <see cref="TokenRules"/> in a text as it stands: the filter first, the rules at its candidates.</summary>
internal static class TokenMatcher
{
    private const int Places = 256;
    private const int WindowBytes = 4;
    private const int MaxRun = 1024; // more than any row needs

    // The rows in the order of the table, one for each prefix.
    private static readonly TokenRow[] Rows = [.. TokenRules.All.SelectMany(rule => rule.Literals.Select(literal => new TokenRow(literal, rule)))];

    private static readonly int[][] ByFirst = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, Rows.Length)
        .Where(row => Cases(Rows[row].Rule, Rows[row].Literal[0]).Contains((byte)value)).ToArray())];

    private static readonly NibbleFilter Filter = new(Rows.Select(row => FirstBytes(row.Rule, row.Literal)));

    // The filter lets near misses through: the first four bytes say which rows there are to ask.
    private static readonly WindowTable ByWindow = new(Enumerable.Range(0, Rows.Length).SelectMany(row => Windows(row).Select(window => (window, row))));

    /// <summary>The most bytes before a place that a rule looks at.</summary>
    public const int LookBehind = 64;

    /// <summary>Looks for tokens that begin in [from, to).</summary>
    /// <param name="text">The text, with what stands before.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">Where to stop.</param>
    /// <param name="isEnd">Whether nothing comes after the text.</param>
    /// <param name="sink">Hears of them in order.</param>
    /// <param name="covered">Up to where matches reach: one that begins before it counts only if it reaches further.</param>
    /// <returns>The first place that is not decided: what comes decides, or it is at or behind <paramref name="to"/>.</returns>
    [SkipLocalsInit]
    public static int Scan(ReadOnlySpan<byte> text, int from, int to, bool isEnd, MatchSink sink, ref int covered)
    {
        Span<int> places = stackalloc int[Places];
        int next = from;
        int free = from; // behind what was cut off at its longest: every place of an endless run would be a match
        Span<int> runs = stackalloc int[TokenCharset.Count];
        runs.Clear();
        WindowBits windows = ByWindow.Bits;
        while (next < to)
        {
            int count = Filter.Collect(text, next, to, places, out next);
            foreach (int at in places[..count])
            {
                if (at < free)
                {
                    continue;
                }

                if (at <= text.Length - WindowBytes && (!windows.MayHold(Window(text, at)) || !MayBegin(text, at)))
                {
                    continue;
                }

                int limit = sink.Limit(at, text.Length);
                TokenMatch match = Judge(text[..limit], at, isEnd || limit < text.Length, RowsAt(text[..limit], at), limit < text.Length ? [] : runs, out TokenRule? rule);
                if (match.Outcome == TokenOutcome.Open)
                {
                    return at;
                }

                int end = at + match.Length;
                if (match.Outcome == TokenOutcome.Yes && end > covered)
                {
                    covered = end;
                    free = IsCut(match, rule!) || (end == limit && limit < text.Length) ? end : free;
                    ReadOnlySpan<byte> found = text[at..end];
                    sink.AddToken(text, at, end, rule!, found[..match.Shown], found[match.Value..]);
                }
            }

            next = Math.Max(next, free);
        }

        return next;
    }

    /// <summary>Whether a match is as long as its rule lets it be.</summary>
    public static bool IsCut(TokenMatch match, TokenRule rule) => match.Length - match.Shown >= rule.Max || match.Length >= TokenRule.MaxLength - 64;

    /// <summary>Whether a token may begin at a place: by its first eight bytes, if there are as many.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> text, int at)
    {
        if (at > text.Length - sizeof(ulong))
        {
            return true;
        }

        ulong head = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
        foreach (int row in ByWindow.Find((uint)head))
        {
            if (Rows[row].MayBegin(head))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Judges one place by every row.</summary>
    public static TokenMatch Judge(ReadOnlySpan<byte> text, int at, bool isEnd, out TokenRule? rule) =>
        Judge(text, at, isEnd, RowsAt(text, at), [], out rule);

    private static ReadOnlySpan<int> RowsAt(ReadOnlySpan<byte> text, int at) =>
        at > text.Length - WindowBytes ? ByFirst[text[at]] : ByWindow.Find(Window(text, at));

    private static TokenMatch Judge(ReadOnlySpan<byte> text, int at, bool isEnd, ReadOnlySpan<int> rows, Span<int> runs, out TokenRule? rule)
    {
        bool hasHead = at <= text.Length - sizeof(ulong);
        ulong head = hasHead ? BinaryPrimitives.ReadUInt64LittleEndian(text[at..]) : 0;
        foreach (int row in rows)
        {
            TokenRow candidate = Rows[row];
            if (hasHead && !candidate.MayBegin(head))
            {
                continue;
            }

            int there = candidate.Match(text, at);
            if (there == 0)
            {
                continue;
            }

            if (!runs.IsEmpty && candidate.Rule.IsPlain && there == candidate.Literal.Length && IsTooShort(text, at + there, candidate.Rule, isEnd, runs))
            {
                continue;
            }

            TokenMatch match = there == candidate.Literal.Length ? candidate.Rule.Judge(text, at, there, isEnd)
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

    // Overlapping prefixes share their runs, each of which is measured once: what is remembered of a set is the end of the last one. It may have begun behind the body,
    // and is too long then, never too short.
    private static bool IsTooShort(ReadOnlySpan<byte> text, int body, TokenRule rule, bool isEnd, Span<int> runs)
    {
        ref int end = ref runs[rule.Body.Index];
        if (end <= body || (end - body < rule.Min && end < text.Length && rule.Body.Contains(text[end])))
        {
            end = body + rule.Body.Run(text[body..Math.Min(text.Length, body + MaxRun)]);
        }

        return end - body < rule.Min && (end < text.Length || isEnd);
    }

    private static uint Window(ReadOnlySpan<byte> text, int at) => BinaryPrimitives.ReadUInt32LittleEndian(text[at..]);

    private static IEnumerable<uint> Windows(int row)
    {
        IReadOnlyList<byte>[] places = FirstBytes(Rows[row].Rule, Rows[row].Literal);
        return from first in places[0] from second in places[1] from third in places[2] from fourth in places[3] select Window([first, second, third, fourth], 0);
    }

    private static IReadOnlyList<byte>[] FirstBytes(TokenRule rule, byte[] literal) =>
        [.. Enumerable.Range(0, WindowBytes).Select(i => i < literal.Length
            ? Cases(rule, literal[i])
            : [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(rule.Body.Contains)])];

    private static byte[] Cases(TokenRule rule, byte value) =>
        rule.IgnoresCase ? [(byte)char.ToLowerInvariant((char)value), (byte)char.ToUpperInvariant((char)value)] : [value];
}
