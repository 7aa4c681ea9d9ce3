using System.Numerics;
using static BotBottle.Core.Usage.TextMeter;

namespace BotBottle.Core.Usage;

/// <summary>The weights of a block's 64 bytes at once, by the rules of <see cref="TextMeter"/>.</summary>
internal readonly ref struct TextBlockWeights
{
    private readonly ulong _words;
    private readonly ulong _longWords;
    private readonly ulong _digits;
    private readonly ulong _blanks;
    private readonly ulong _lines;
    private readonly ulong _marks;
    private readonly ulong _moreMarks;
    private readonly ulong _wide;

    /// <summary>Computes the weights of a block.</summary>
    /// <param name="block">The bytes' kinds.</param>
    /// <param name="kind">The kind of the byte before.</param>
    /// <param name="length">The position of that byte in its run of the same kind.</param>
    public TextBlockWeights(TextBlock block, byte kind, long length)
    {
        ulong letters = block.Lower | block.Upper;
        ulong other = ~(letters | block.Digit | block.Blank | block.Line | block.Wide);
        ulong goesOn = On(block.Lower, block.Lower | block.Upper, kind is Lower or Upper) | On(block.Upper, block.Upper, kind == Upper) | On(
            block.Digit, block.Digit, kind == Digit)
            | On(block.Blank, block.Blank, kind == Blank) | On(block.Line, block.Line, kind == Line) | On(other, other, kind == Other) | On(
                block.Wide, block.Wide, kind == Wide);
        Starts = ~goesOn;
        ulong begun = length is > 0 and < ShortWord ? (1UL << (int)(ShortWord - length)) - 1 : 0;
        _words = Starts & letters;
        _longWords = letters & ~(Starts | (Starts << 1) | (Starts << 2) | (Starts << 3) | begun);
        _digits = ThreeByThree(block.Digit, kind == Digit ? (int)(length % 3) : -1);
        _blanks = block.Blank & goesOn & ((Starts << 1) | (length == 1 ? 1UL : 0));
        _lines = Starts & block.Line;
        _marks = Starts & other;
        _moreMarks = goesOn & other;
        _wide = block.Wide;
    }

    /// <summary>The bytes that begin a new run.</summary>
    public ulong Starts { get; }

    /// <summary>The weight of a set of bytes.</summary>
    public long Of(ulong bytes) => (Word * BitOperations.PopCount(_words & bytes)) + (LongWord * BitOperations.PopCount(_longWords & bytes))
        + (Digits * BitOperations.PopCount(_digits & bytes)) + (Blanks * BitOperations.PopCount(_blanks & bytes))
        + (Lines * BitOperations.PopCount(_lines & bytes))
        + (Mark * BitOperations.PopCount(_marks & bytes)) + (MoreMarks * BitOperations.PopCount(_moreMarks & bytes))
        + (WideByte * BitOperations.PopCount(_wide & bytes));

    private static ulong On(ulong kind, ulong before, bool isBefore) => kind & ((before << 1) | (isBefore ? 1UL : 0));

    // Every third digit of a run, from its first one on. A run before the block has this many digits since its last third one, or none.
    private static ulong ThreeByThree(ulong digits, int since)
    {
        ulong next = digits & ~((digits << 1) | (since >= 0 ? 1UL : 0));
        ulong until = (2UL << ((3 - since) % 3)) - 1;
        next |= since >= 0 && (digits & until) == until ? until & ~(until >> 1) : 0;
        ulong three = digits & (digits << 1) & (digits << 2);
        ulong found = 0;
        for (; next != 0; next = (next << 3) & three)
        {
            found |= next;
        }

        return found;
    }
}
