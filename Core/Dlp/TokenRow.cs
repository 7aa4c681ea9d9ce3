using System.Buffers.Binary;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>One prefix of a rule, with its first eight bytes at hand.</summary>
internal sealed class TokenRow
{
    private const ulong SmallLetters = 0x2020202020202020;

    private readonly ulong _fold;
    private readonly int _bodyFrom;
    private readonly uint _body;

    /// <summary>Prepares a row.</summary>
    /// <param name="literal">The prefix.</param>
    /// <param name="rule">Its rule.</param>
    public TokenRow(byte[] literal, TokenRule rule)
    {
        (Literal, Rule) = (literal, rule);
        byte[] head = new byte[sizeof(ulong)];
        literal.AsSpan(0, Math.Min(literal.Length, head.Length)).CopyTo(head);
        Mask = literal.Length >= head.Length ? ulong.MaxValue : (1UL << (literal.Length * 8)) - 1;
        _fold = rule.IgnoresCase ? SmallLetters : 0; // such prefixes are letters
        _bodyFrom = rule.IsPlain ? literal.Length : sizeof(ulong);
        _body = 1U << rule.Body.Index;
        Head = BinaryPrimitives.ReadUInt64LittleEndian(head) & Mask;
    }

    /// <summary>The prefix.</summary>
    public byte[] Literal { get; }

    /// <summary>Its first eight bytes, those that there are.</summary>
    public ulong Head { get; }

    /// <summary>Which of eight bytes of a text have to be <see cref="Head"/>.</summary>
    public ulong Mask { get; }

    /// <summary>Its rule.</summary>
    public TokenRule Rule { get; }

    /// <summary>Whether eight bytes of a text can be the beginning of such a token.</summary>
    public bool MayBegin(ulong head)
    {
        if (((head | _fold) & Mask) != Head)
        {
            return false;
        }

        for (int i = _bodyFrom; i < sizeof(ulong); i++)
        {
            if ((TokenCharset.SetsOf((byte)(head >> (8 * i))) & _body) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many bytes of the prefix stand at a place: all, as many as the text still has, or none.</summary>
    public int Match(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> there = text.Slice(at, Math.Min(Literal.Length, text.Length - at));
        ReadOnlySpan<byte> wanted = Literal.AsSpan(0, there.Length);
        return (Rule.IgnoresCase ? Ascii.EqualsIgnoreCase(there, wanted) : there.SequenceEqual(wanted)) ? there.Length : 0;
    }
}
