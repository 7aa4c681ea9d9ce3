using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds tokens inside Base64 (both alphabets, whatever stands before) and hex: where the beginning of a prefix stands encoded, what follows is decoded
/// and the rules judge it. A finding begins behind the four characters that gave it away, which hold a public prefix alone: so that nothing is
/// held back before them.
/// </summary>
internal static class EncodedTokenMatcher
{
    /// <summary>The bytes by which a stem is recognised.</summary>
    public const int Window = 4;

    private const int Hex = 3;
    private const int MaxDigits = 4096;

    /// <summary>The shortest token, encoded, is longer than a run of so many digits.</summary>
    private const int LeastRun = 16;

    // Where the first digit stands that belongs to the prefix alone, behind 0, 1 or 2 other bytes.
    private static readonly int[] FirstDigit = [0, 2, 3];

    private static readonly WindowTable Stems = new(MakeStems());

    /// <summary>Looks for encoded tokens of which the stem begins in [from, to).</summary>
    /// <param name="text">The text, with what stands before.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">Where to stop.</param>
    /// <param name="isEnd">Whether nothing comes after the text.</param>
    /// <param name="sink">Hears of them in order.</param>
    /// <returns>Where to go on when more has come; nothing of what is four bytes behind it or later is decided.</returns>
    public static int Scan(ReadOnlySpan<byte> text, int from, int to, bool isEnd, MatchSink sink)
    {
        int stop = Math.Min(to, text.Length - Window + 1);
        int free = from;
        uint run = from < stop ? Base64Mask.Of(text, from, !isEnd) : 0;
        for (int block = from; block < stop; block += 32)
        {
            uint next = Base64Mask.Of(text, block + 32, !isEnd);
            ulong places = run | ((ulong)next << 32);
            run = next;
            places &= places >> 1;
            places &= places >> 2;
            places &= places >> 4;
            places &= places >> 8;
            for (uint here = (uint)places; here != 0; here &= here - 1)
            {
                int at = block + BitOperations.TrailingZeroCount(here);
                if (at >= stop)
                {
                    break;
                }

                uint window = BinaryPrimitives.ReadUInt32LittleEndian(text[at..]);
                if (Stems.MayHold(window) && at >= free)
                {
                    TokenOutcome outcome = Confirm(text, at, window, isEnd, sink, ref free);
                    if (outcome == TokenOutcome.Open)
                    {
                        return at;
                    }
                }
            }
        }

        return Math.Max(isEnd ? to : stop, free);
    }

    private static TokenOutcome Confirm(ReadOnlySpan<byte> text, int at, uint window, bool isEnd, MatchSink sink, ref int free)
    {
        int limit = sink.Limit(at, text.Length);
        foreach (int form in Stems.Find(window))
        {
            TokenOutcome outcome = Judge(text[..limit], at, form, isEnd || limit < text.Length, sink, ref free);
            if (outcome != TokenOutcome.No)
            {
                return outcome;
            }
        }

        return TokenOutcome.No;
    }

    private static TokenOutcome Judge(ReadOnlySpan<byte> text, int at, int form, bool isEnd, MatchSink sink, ref int free)
    {
        // Whole groups before the stem, for what has to stand before some tokens.
        int group = form == Hex ? 2 : 4;
        int begin = form == Hex ? at : at - FirstDigit[form];
        if (begin < 0 || !AreDigits(text[begin..at], form))
        {
            return TokenOutcome.No;
        }

        int place = form == Hex ? 0 : form;
        for (int groups = 0; groups < 6 / (group - 1) && begin >= group && AreDigits(text[(begin - group)..begin], form); groups++)
        {
            begin -= group;
            place += group == 2 ? 1 : 3;
        }

        // Near misses are the rule, so that most is decided by the first few.
        Span<byte> decoded = stackalloc byte[MaxDigits * 3 / 4];
        for (int digits = 48; ; digits *= 4)
        {
            int most = Math.Min(digits, MaxDigits) / 4 * 4;
            int there = form == Hex ? HexText.Run(text[begin..], most) : Base64Text.Run(text[begin..], most);
            bool isWhole = there < most && (isEnd || begin + there < text.Length);
            int length = form == Hex ? HexText.Decode(text.Slice(begin, there), decoded) : Base64Text.Decode(text.Slice(begin, there), decoded);
            if (length <= place)
            {
                return TokenOutcome.No;
            }

            TokenMatch match = TokenMatcher.Judge(decoded[..length], place, isWhole || most == MaxDigits, out TokenRule? rule);
            if (match.Outcome == TokenOutcome.Open && there == most)
            {
                continue;
            }

            if (match.Outcome == TokenOutcome.Yes)
            {
                int last = place + match.Length;
                free = begin + Math.Min(there, form == Hex ? last * 2 : ((last * 8) + 5) / 6);
                sink.AddToken(text, at + Window, free, rule!, [], decoded[(place + match.Value)..last]);
            }

            return match.Outcome;
        }
    }

    private static bool AreDigits(ReadOnlySpan<byte> text, int form) =>
        (form == Hex ? HexText.Run(text, text.Length) : Base64Text.Run(text, text.Length)) == text.Length;

    private static IEnumerable<(uint Window, int Form)> MakeStems()
    {
        foreach (TokenRule rule in TokenRules.All.Where(rule => rule.IsEncoded))
        {
            byte[] body = [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(rule.Body.Contains)];
            foreach (byte[] literal in rule.Literals)
            {
                yield return (ToWindow(Convert.ToHexString(literal, 0, 2)), Hex);
                yield return (ToWindow(Convert.ToHexStringLower(literal, 0, 2)), Hex);
                for (int before = 0; before < 3; before++)
                {
                    foreach (string stem in Base64Stems(literal, body, before))
                    {
                        yield return (ToWindow(stem), before);
                        yield return (ToWindow(stem.Replace('+', '-').Replace('/', '_')), before);
                    }
                }
            }
        }
    }

    // A short prefix leaves less than a window: every byte that may follow then gives one.
    private static IEnumerable<string> Base64Stems(byte[] literal, byte[] body, int before)
    {
        int whole = ((before + literal.Length) * 8 / 6) - FirstDigit[before];
        return whole >= Window
            ? [Convert.ToBase64String([.. new byte[before], .. literal]).Substring(FirstDigit[before], Window)]
            : body.SelectMany(next => Base64Stems([.. literal, next], body, before)).Distinct();
    }

    private static uint ToWindow(string stem) => BinaryPrimitives.ReadUInt32LittleEndian(Encoding.ASCII.GetBytes(stem));
}
