using System.Numerics;

namespace BotBottle.Core.Dlp;

/// <summary>
/// What all rows together want that share their first <see cref="Bytes"/> bytes: one question instead of one a row, since agents choose how often it is asked.
/// </summary>
internal sealed class TokenHead
{
    /// <summary>The bytes by which it was found.</summary>
    public const int Bytes = 4;

    // Of longer prefixes the next byte, by its lowest six bits.
    private readonly ulong _fifths;
    private readonly uint _bodies;
    private readonly bool _isWeak;

    /// <summary>Puts rows together.</summary>
    /// <param name="rows">Their numbers in the order of the table.</param>
    /// <param name="all">All rows.</param>
    public TokenHead(int[] rows, TokenRow[] all)
    {
        Rows = rows;
        _isWeak = rows.All(row => all[row].Rule.Weak);
        foreach (TokenRow row in rows.Select(row => all[row]))
        {
            if (row.Literal.Length > Bytes)
            {
                _fifths |= TokenRow.Cases(row.Rule, row.Literal[Bytes]).Aggregate(0UL, (fifths, value) => fifths | Bit(value));
            }
            else if (row.Rule.IsPlain)
            {
                _bodies |= 1U << row.Rule.Body.Index;
            }
            else
            {
                _fifths = ulong.MaxValue;
            }
        }
    }

    /// <summary>The numbers of the rows, in the order of the table.</summary>
    public int[] Rows { get; }

    /// <summary>Whether a token of one of them may begin at a place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The place.</param>
    /// <param name="behind">The four bytes behind those by which this was found, little-endian.</param>
    public bool MayBegin(ReadOnlySpan<byte> text, int at, uint behind) =>
        ((_fifths & Bit((byte)behind)) != 0 || (TokenCharset.SetsOfFour(behind) & _bodies) != 0)
        && !(_isWeak && TokenRule.IsInWord(text, at));

    private static ulong Bit(byte value) => BitOperations.RotateLeft(1UL, value);
}
