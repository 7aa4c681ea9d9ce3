using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds tokens inside Base64 (both alphabets, at any alignment) and hex. Where the start of a prefix appears encoded, the bytes after it are decoded
/// (<see cref="DecodedRun"/>) and judged by the rules. A finding begins after the four characters that identified it. They hold only a public prefix, so that
/// no byte before them needs to be held.
/// </summary>
internal sealed class EncodedTokenMatcher
{
    /// <summary>The number of bytes that identify a stem.</summary>
    public const int Window = 4;

    private const int Hex = 3;
    private const int SlotBits = 16;
    private const int FewDigits = 24;
    private const int LeastBefore = 5; // of -----BEGIN; others look at fewer bytes, or say yes while they see too few

    // A stem may appear by chance (BE of BEARER), and every rule must still see as far back as it looks. Hex needs twice as many digits.
    private const int Before = 32;

    /// <summary>Every encoded token has more digits than this.</summary>
    private const int LeastRun = 16;

    // The first digit that belongs only to the prefix, after 0, 1 or 2 other bytes; then for hex.
    private const int FirstDigit = 0x00_03_02_00;

    private static readonly WindowBitmap Stems;

    // Made for the first text with a long run, because grouping the prefixes takes milliseconds of a proxy's start.
    private static readonly Lazy<IEncodedFilter> Filter = new(() =>
    {
        ILookup<bool, IReadOnlyList<byte>[]> prefixes = TokenRules.All
            .SelectMany(rule => rule.Literals.Select(literal => (rule.IsEncoded, new TokenRow(literal, rule).FirstBytes())))
            .ToLookup(row => row.IsEncoded, row => row.Item2);
        return WideEncodedFilter.IsSupported ? new WideEncodedFilter(prefixes[true], prefixes[false]) : new EncodedFilter(NibbleFilter.Masks(prefixes[true]));
    });

    private static readonly int LeastPlaces = WideEncodedFilter.IsSupported ? WideEncodedFilter.Least : IEncodedFilter.Block;

    // The possible forms, one bit each, by the highest bits of another hash. Two forms in one slot cost one extra question.
    private static readonly byte[] Forms = new byte[1 << SlotBits];

    // Base64 at four alignments, hex at two; allocated for the first text that needs one.
    private DecodedRun[] _runs = [];

    static EncodedTokenMatcher()
    {
        (uint Window, int Form)[] stems = [.. MakeStems()];
        Stems = new WindowBitmap([.. stems.Select(stem => stem.Window).Distinct()]);
        foreach ((uint window, int form) in stems)
        {
            Forms[Slot(window)] |= (byte)(1 << form);
        }
    }

    /// <summary>Searches for encoded tokens whose stem begins in [from, to).</summary>
    /// <param name="text">The text, with the bytes before.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">The end of the range.</param>
    /// <param name="isEnd">True at the end of the whole text.</param>
    /// <param name="sink">Receives the matches in order.</param>
    /// <param name="covered">The end of the matches so far. A match that begins before it counts only if it ends after it.</param>
    /// <returns>The place at which to continue with more text. Nothing from four bytes after it on is decided.</returns>
    [SkipLocalsInit]
    public int Scan(ReadOnlySpan<byte> text, int from, int to, bool isEnd, MatchSink sink, ref int covered)
    {
        foreach (DecodedRun decoded in _runs)
        {
            decoded.Clear();
        }

        int stop = Math.Min(to, text.Length - Window + 1);
        int free = from;
        WindowBits stems = Stems.Bits;
        ref byte start = ref MemoryMarshal.GetReference(text);
        ulong run = from < stop ? Base64Mask.Of(text, from, !isEnd) : 0;
        EncodedPlaces likely = new(Filter, stackalloc ulong[IEncodedFilter.MostBlocks]);
        for (int block = from; block < stop; block += IEncodedFilter.Block)
        {
            ulong next = Base64Mask.Of(text, block + IEncodedFilter.Block, !isEnd);
            UInt128 runs = new(next, run);
            run = next;
            runs &= runs >> 1;
            runs &= runs >> 2;
            runs &= runs >> 4;
            runs &= runs >> 8;
            ulong places = (ulong)runs;
            if (BitOperations.PopCount(places) >= LeastPlaces)
            {
                places = likely.Of(text, block, places, places == ulong.MaxValue);
            }

            for (; places != 0; places &= places - 1)
            {
                int at = block + BitOperations.TrailingZeroCount(places);
                if (at >= free && at < stop && stems.Holds(ref start, at) && Confirm(text, at, isEnd, sink, ref free, ref covered) == TokenOutcome.Open)
                {
                    return at;
                }
            }
        }

        return Math.Max(isEnd ? to : stop, free);
    }

    // Compiled once with full optimisation and no profile of earlier input, because agents choose how often it runs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private TokenOutcome Confirm(ReadOnlySpan<byte> text, int at, bool isEnd, MatchSink sink, ref int free, ref int covered)
    {
        if (_runs.Length == 0)
        {
            MakeRuns();
        }

        for (uint forms = Forms[Slot(BinaryPrimitives.ReadUInt32LittleEndian(text[at..]))]; forms != 0; forms &= forms - 1)
        {
            int form = BitOperations.TrailingZeroCount(forms);
            int begin = at - FirstDigitOf(form);
            if (begin < 0 || !MayBegin(text, at, begin, form))
            {
                continue;
            }

            int limit = sink.Limit(at, text.Length);
            TokenOutcome outcome = Judge(text[..limit], at, begin, form, isEnd || limit < text.Length, sink, ref free, ref covered);
            if (outcome != TokenOutcome.No)
            {
                return outcome;
            }
        }

        return TokenOutcome.No;
    }

    private TokenOutcome Judge(ReadOnlySpan<byte> text, int at, int begin, int form, bool isEnd, MatchSink sink, ref int free, ref int covered)
    {
        // Decodes whole groups before the stem too, for tokens that depend on bytes before them.
        DecodedRun run = RunOf(begin, form);
        int place = PlaceOf(form);
        int inRun = run.Seek(text, begin, Before - place) + place;
        while (place < LeastBefore && place < inRun)
        {
            (begin, place) = form == Hex ? (begin - 2, place + 1) : (begin - 4, place + 3);
        }

        for (int digits = Math.Max(run.End - begin, FewDigits); ; digits = Math.Max(run.End - begin, digits * 4))
        {
            int most = Math.Min(digits, DecodedRun.MaxDigits);
            int there = run.Extend(text, begin + most) - begin;
            bool isWhole = there < most && (isEnd || begin + there < text.Length);
            ReadOnlySpan<byte> decoded = run.Bytes(begin + there);
            if (!TokenMatcher.MayBegin(decoded, inRun, run.Runs))
            {
                return TokenOutcome.No;
            }

            TokenMatch match = TokenMatcher.Judge(decoded, inRun, isWhole || there == DecodedRun.MaxDigits, run.Runs, out TokenRule? rule);
            if (match.Outcome == TokenOutcome.Open && there == most)
            {
                continue;
            }

            if (match.Outcome == TokenOutcome.Yes)
            {
                if (match.Start < 0)
                {
                    return TokenOutcome.No; // what comes before the stem has left
                }

                int last = place + match.Length;
                int end = begin + Math.Min(there, form == Hex ? last * 2 : ((last * 8) + 5) / 6);
                free = TokenMatcher.IsCut(match, rule!) || end == begin + DecodedRun.MaxDigits || (end == text.Length && isEnd)
                    ? end - (2 * TokenMatcher.Overlap) : free;
                if (end > covered)
                {
                    covered = end;
                    sink.AddToken(text, at + Window, end, rule!, [], decoded[(inRun + match.Value)..(inRun + match.Length)]);
                }
            }

            return match.Outcome;
        }
    }

    private void MakeRuns() => _runs = [new(false), new(false), new(false), new(false), new(true), new(true)];

    private DecodedRun RunOf(int begin, int form) => _runs[form == Hex ? 4 + (begin & 1) : begin & 3];

    // Near misses are the common case. Most are decided by bytes that are already decoded, or by sixteen digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MayBegin(ReadOnlySpan<byte> text, int at, int begin, int form)
    {
        DecodedRun run = RunOf(begin, form);
        return run.Holds(begin, LeastRun) ? MayBegin(run, begin, form) : MayBeginBeyond(run, text, at, begin, form);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayBegin(DecodedRun run, int begin, int form) => TokenMatcher.MayBegin(run.All, run.IndexOf(begin) + PlaceOf(form), run.Runs);

    // Beyond the decoded bytes.
    private static bool MayBeginBeyond(DecodedRun run, ReadOnlySpan<byte> text, int at, int begin, int form)
    {
        if (!DecodedRun.AreDigits(text[begin..(at + Window)], form == Hex))
        {
            return false;
        }

        bool isNear = run.IsNear(begin);
        if (isNear)
        {
            _ = run.Seek(text, begin, Before - PlaceOf(form));
            _ = run.Extend(text, begin + LeastRun);
        }

        return isNear && run.Holds(begin, LeastRun) ? MayBegin(run, begin, form) : MayBegin(text, begin, form);
    }

    // Includes the digits before, as DecodedRun.Seek does.
    [SkipLocalsInit]
    private static bool MayBegin(ReadOnlySpan<byte> text, int begin, int form)
    {
        if (begin > text.Length - LeastRun)
        {
            return true;
        }

        Span<byte> decoded = stackalloc byte[LeastRun];
        if (form != Hex)
        {
            bool isFirst = form == 2 || begin < 4 || !DecodedRun.AreDigits(text.Slice(begin - 4, 4), isHex: false);
            Base64Text.DecodeSixteen(text[(isFirst ? begin : begin - 4)..], decoded);
            return TokenMatcher.MayBegin(decoded[..(LeastRun * 3 / 4)], isFirst ? form : form + 3, null);
        }

        if (begin < LeastRun)
        {
            return HexText.Decode(text.Slice(begin, LeastRun), decoded, out _) == LeastRun / 2;
        }

        uint digits = HexText.DecodeThirtyTwo(text[(begin - LeastRun)..], decoded);
        int before = BitOperations.LeadingZeroCount(~(digits << LeastRun)) / 2;
        return digits >> LeastRun == 0xFFFF
            && TokenMatcher.MayBegin(decoded[((LeastRun / 2) - Math.Min(before, LeastBefore))..], Math.Min(before, LeastBefore), null);
    }

    // The number of bytes of the first group before the prefix.
    private static int PlaceOf(int form) => form == Hex ? 0 : form;

    private static int FirstDigitOf(int form) => (byte)(FirstDigit >> (form * 8));

    private static int Slot(uint window) => (int)((window * WindowTable.Multiplier) >> (32 - SlotBits));

    private static IEnumerable<(uint Window, int Form)> MakeStems()
    {
        foreach (TokenRule rule in TokenRules.All.Where(rule => rule.IsEncoded))
        {
            foreach (byte[] literal in rule.Literals)
            {
                yield return (ToWindow(Convert.ToHexString(literal, 0, 2)), Hex);
                yield return (ToWindow(Convert.ToHexStringLower(literal, 0, 2)), Hex);
                for (int before = 0; before < 3; before++)
                {
                    foreach (string stem in Base64Stems(literal, rule.Body.Bytes, before))
                    {
                        yield return (ToWindow(stem), before);
                        yield return (ToWindow(stem.Replace('+', '-').Replace('/', '_')), before);
                    }
                }
            }
        }
    }

    // A short prefix leaves less than a window, so every byte that may follow gives one stem.
    private static IEnumerable<string> Base64Stems(byte[] literal, IReadOnlyList<byte> body, int before)
    {
        int whole = ((before + literal.Length) * 8 / 6) - FirstDigitOf(before);
        return whole >= Window
            ? [Convert.ToBase64String([.. new byte[before], .. literal]).Substring(FirstDigitOf(before), Window)]
            : body.SelectMany(next => Base64Stems([.. literal, next], body, before)).Distinct();
    }

    private static uint ToWindow(string stem) => BinaryPrimitives.ReadUInt32LittleEndian(Encoding.ASCII.GetBytes(stem));
}
