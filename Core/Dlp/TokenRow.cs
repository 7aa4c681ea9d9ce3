using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>One prefix of a rule, with its first eight bytes as a number.</summary>
internal sealed class TokenRow
{
    private const ulong SmallLetters = 0x2020202020202020;
    private const ulong Twos = 0x3232323232323232; // a byte of every set

    private readonly ulong _head;
    private readonly ulong _mask;
    private readonly ulong _fold;
    private readonly int _halfShift; // half of the shift, because a shift by all 64 bits does nothing
    private readonly ulong _fill;
    private readonly uint _body;
    private readonly uint _front; // a bit per byte at the start of the body
    private readonly bool _needsEdge;
    private readonly bool _isPlain;
    private readonly bool _isChecked;
    private readonly bool _needsDigit;
    private readonly int _length;
    private readonly int _least;
    private readonly int _reach; // the bytes of the body needed for a check at once
    private readonly int _markIndex; // 0 without a mark
    private readonly int _markValue;
    private readonly int _markRange; // the largest offset of the byte from the mark
    private readonly int _leastDigits; // in the first bytes of the body
    private readonly TokenCharset _set;

    /// <summary>Prepares a row.</summary>
    /// <param name="literal">The prefix.</param>
    /// <param name="rule">Its rule.</param>
    public TokenRow(byte[] literal, TokenRule rule)
    {
        (Literal, Rule) = (literal, rule);
        byte[] head = new byte[sizeof(ulong)];
        literal.AsSpan(0, Math.Min(literal.Length, head.Length)).CopyTo(head);
        _mask = literal.Length >= head.Length ? ulong.MaxValue : (1UL << (literal.Length * 8)) - 1;
        _fold = rule.IgnoresCase ? SmallLetters : 0; // such prefixes consist of letters
        _head = BinaryPrimitives.ReadUInt64LittleEndian(head) & _mask;
        _halfShift = (rule.IsPlain ? Math.Min(literal.Length, head.Length) : head.Length) * 4;
        _fill = Twos & ~((ulong.MaxValue >> _halfShift) >> _halfShift);
        _body = 1U << rule.Body.Index;
        _front = (uint)((1UL << Math.Min(rule.LeastBehind(literal.Length), NibbleSet.Block)) - 1);
        _isChecked = rule.Mark is not null || rule.Check is not null;
        _needsDigit = TokenChecks.LeastDigits(rule.Check) > 0;
        _leastDigits = TokenChecks.LeastDigits(rule.Check) - Math.Max(0, rule.Min - NibbleSet.Block);
        (_markIndex, _markValue, _markRange) = rule.Mark is { } mark ? (mark.Index, (int)mark.Value, 0) : (0, 0, 0xFF);
        _reach = Math.Max(NibbleSet.Block, _markIndex + 1);
        (_length, _needsEdge, _isPlain, _least, _set) = (literal.Length, !rule.Anywhere, rule.IsPlain, rule.Min, rule.Body);
    }

    /// <summary>The prefix.</summary>
    public byte[] Literal { get; }

    /// <summary>Its rule.</summary>
    public TokenRule Rule { get; }

    /// <summary>
    /// True if a token may begin at a place, by the bytes from there on: the prefix, the body's bytes within 32 bytes, the digits among them, a mark.
    /// <see cref="MayFollow"/> checks the rest.
    /// </summary>
    /// <param name="text">The first byte of the text.</param>
    /// <param name="length">The length of the text.</param>
    /// <param name="at">The place, at least eight bytes before the end.</param>
    /// <param name="eight">The eight bytes there, little-endian.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayBegin(ref byte text, int length, int at, ulong eight)
    {
        if (((eight | _fold) & _mask) != _head)
        {
            return false;
        }

        int body = at + _length;
        if (body > length - _reach)
        {
            return (TokenCharset.SetsOfSix(((eight >> _halfShift) >> _halfShift) | _fill) & _body) != 0;
        }

        ref byte first = ref Unsafe.Add(ref text, body);
        return (_set.Of(ref first) & _front) == _front
            && Unsafe.Add(ref first, _markIndex) - (uint)_markValue <= (uint)_markRange
            && (_leastDigits <= 0 || BitOperations.PopCount(TokenChecks.DigitsOf(ref first) & _front) >= _leastDigits);
    }

    /// <summary>
    /// For a place that passes <see cref="MayBegin"/>: true if the bytes before it allow a token, and enough valid bytes of the body follow or the text ends
    /// among them.
    /// </summary>
    /// <param name="text">The text, with the bytes before.</param>
    /// <param name="at">The place.</param>
    /// <param name="runs">The measurements of the text; null if it is too short to be worth them.</param>
    public bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns? runs)
    {
        if (_needsEdge && TokenEdge.IsInWord(text, at))
        {
            return false;
        }

        int body = at + _length;
        if (runs is null || body >= text.Length)
        {
            return true;
        }

        if (!_isPlain)
        {
            return Rule.MayFollow(text, at, runs);
        }

        int end = runs.End(text, body, _set, _least);
        return end - body < _least ? end == text.Length
            : !_isChecked || ((!_needsDigit || runs.HasDigit(text, body, _least)) && Rule.Allows(text.Slice(body, _least)));
    }

    /// <summary>The number of bytes of the prefix at a place: all, as many as the text still has, or none.</summary>
    public int Match(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> there = text.Slice(at, Math.Min(Literal.Length, text.Length - at));
        ReadOnlySpan<byte> wanted = Literal.AsSpan(0, there.Length);
        return (Rule.IgnoresCase ? Ascii.EqualsIgnoreCase(there, wanted) : there.SequenceEqual(wanted)) ? there.Length : 0;
    }

    /// <summary>The valid bytes at each of the first four places; after a short prefix they are bytes of the body.</summary>
    public IReadOnlyList<byte>[] FirstBytes() => [.. Enumerable.Range(0, TokenHeads.Bytes).Select(i => i < Literal.Length
        ? Cases(Rule, Literal[i])
        : Rule.BytesAt(i))];

    /// <summary>The bytes that match one byte of a rule's prefix.</summary>
    public static byte[] Cases(TokenRule rule, byte value) =>
        rule.IgnoresCase ? [(byte)char.ToLowerInvariant((char)value), (byte)char.ToUpperInvariant((char)value)] : [value];
}
