using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>One prefix of a rule, with its first eight bytes at hand.</summary>
internal sealed class TokenRow
{
    private const ulong SmallLetters = 0x2020202020202020;
    private const ulong Twos = 0x3232323232323232; // a byte of every set

    private readonly ulong _head;
    private readonly ulong _mask;
    private readonly ulong _fold;
    private readonly int _halfShift; // half of it, since all 64 bits may go
    private readonly ulong _fill;
    private readonly uint _body;
    private readonly uint _front; // a bit for each of the first bytes of the body
    private readonly bool _isWeak;
    private readonly bool _isPlain;
    private readonly bool _isChecked;
    private readonly int _length;
    private readonly int _least;
    private readonly int _reach; // bytes of the body that have to be there to be looked at at once
    private readonly int _markIndex; // 0 without a mark
    private readonly int _markValue;
    private readonly int _markRange; // what the byte may be more
    private readonly int _leastDigits; // among the first bytes of the body
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
        _fold = rule.IgnoresCase ? SmallLetters : 0; // such prefixes are letters
        _head = BinaryPrimitives.ReadUInt64LittleEndian(head) & _mask;
        _halfShift = (rule.IsPlain ? Math.Min(literal.Length, head.Length) : head.Length) * 4;
        _fill = Twos & ~((ulong.MaxValue >> _halfShift) >> _halfShift);
        _body = 1U << rule.Body.Index;
        _front = (uint)((1UL << Math.Min(rule.LeastBehind(literal.Length), NibbleSet.Block)) - 1);
        _isChecked = rule.Mark is not null || rule.Check is not null;
        _leastDigits = TokenChecks.LeastDigits(rule.Check) - Math.Max(0, rule.Min - NibbleSet.Block);
        (_markIndex, _markValue, _markRange) = rule.Mark is { } mark ? (mark.Index, (int)mark.Value, 0) : (0, 0, 0xFF);
        _reach = Math.Max(NibbleSet.Block, _markIndex + 1);
        (_length, _isWeak, _isPlain, _least, _set) = (literal.Length, rule.Weak, rule.IsPlain, rule.Min, rule.Body);
    }

    /// <summary>The prefix.</summary>
    public byte[] Literal { get; }

    /// <summary>Its rule.</summary>
    public TokenRule Rule { get; }

    /// <summary>
    /// Whether a token may begin at a place, by the bytes from there on: the prefix, as many of the body's bytes as 32 bytes hold, digits among them, a mark. What is left to ask is
    /// <see cref="MayFollow"/>.
    /// </summary>
    /// <param name="text">The first byte of the text.</param>
    /// <param name="length">The bytes of the text.</param>
    /// <param name="at">The place, eight bytes before the end at least.</param>
    /// <param name="eight">The bytes there, little-endian.</param>
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

    /// <summary>Of a place that <see cref="MayBegin"/>: whether what stands before allows it, and as many bytes of the body follow as there have to be, and are allowed, or the text ends among them.</summary>
    /// <param name="text">The text, with what stands before.</param>
    /// <param name="at">The place.</param>
    /// <param name="runs">What was measured in the text; null if it is too short to be worth it.</param>
    public bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns? runs)
    {
        if (_isWeak && TokenRule.IsInWord(text, at))
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
        return end - body >= _least ? !_isChecked || Rule.Allows(text.Slice(body, _least)) : end == text.Length;
    }

    /// <summary>How many bytes of the prefix stand at a place: all, as many as the text still has, or none.</summary>
    public int Match(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> there = text.Slice(at, Math.Min(Literal.Length, text.Length - at));
        ReadOnlySpan<byte> wanted = Literal.AsSpan(0, there.Length);
        return (Rule.IgnoresCase ? Ascii.EqualsIgnoreCase(there, wanted) : there.SequenceEqual(wanted)) ? there.Length : 0;
    }

    /// <summary>The bytes that may stand at each of the first four places, of which a short prefix leaves some to the body.</summary>
    public IReadOnlyList<byte>[] FirstBytes() => [.. Enumerable.Range(0, TokenHeads.Bytes).Select(i => i < Literal.Length
        ? Cases(Rule, Literal[i])
        : Rule.Body.Bytes)];

    /// <summary>The bytes that may stand for one of a rule's prefix.</summary>
    public static byte[] Cases(TokenRule rule, byte value) =>
        rule.IgnoresCase ? [(byte)char.ToLowerInvariant((char)value), (byte)char.ToUpperInvariant((char)value)] : [value];
}
