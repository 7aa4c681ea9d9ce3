using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

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
    private readonly bool _isWeak;
    private readonly bool _isPlain;
    private readonly bool _isChecked;
    private readonly int _least;
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
        _isChecked = rule.Mark is not null || rule.Check is not null;
        (_isWeak, _isPlain, _least, _set) = (rule.Weak, rule.IsPlain, rule.Min, rule.Body);
    }

    /// <summary>The prefix.</summary>
    public byte[] Literal { get; }

    /// <summary>Its rule.</summary>
    public TokenRule Rule { get; }

    /// <summary>Whether a token may begin at a place, by its first eight bytes and the byte before.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The place.</param>
    /// <param name="eight">The bytes, little-endian.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayBegin(ReadOnlySpan<byte> text, int at, ulong eight) =>
        ((eight | _fold) & _mask) == _head
        && (TokenCharset.SetsOfSix(((eight >> _halfShift) >> _halfShift) | _fill) & _body) != 0
        && !(_isWeak && TokenRule.IsInWord(text, at));

    /// <summary>Whether as many bytes of the body follow as there have to be, and are allowed, or the text ends among them; of formats of another kind nothing is known.</summary>
    public bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs)
    {
        int body = at + Literal.Length;
        if (!_isPlain || body >= text.Length)
        {
            return true;
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

    /// <summary>The bytes that may stand for one of a rule's prefix.</summary>
    public static byte[] Cases(TokenRule rule, byte value) =>
        rule.IgnoresCase ? [(byte)char.ToLowerInvariant((char)value), (byte)char.ToUpperInvariant((char)value)] : [value];
}
