using System.Numerics;
using System.Runtime.InteropServices;

namespace BotBottle.Core.Usage;

/// <summary>
/// Weighs the bytes of a body by their cost in tokens, in pieces. The same bytes have the same weight, however they are split.
/// <para>
/// A modern tokenizer splits text before any look-up: at a change between letters, digits, marks, blanks and lines, and at a capital inside a name. The first
/// letters of a word are one token, and so are up to three digits. The weights are fitted to o200k_base and cl100k_base on code, prose and JSON (a test
/// measures them again). A JSON escape counts as its character, because a provider tokenizes that.
/// </para>
/// </summary>
public sealed class TextMeter
{
    /// <summary>The length of an unbroken run of Base64 characters that makes it data, not words: an image, a document, encrypted reasoning.</summary>
    internal const int OpaqueRun = 1024;

    /// <summary>The unit of <see cref="Weight"/>: this much is one token.</summary>
    internal const int PerToken = 16;

    internal const int Word = 13;
    internal const int LongWord = 2;
    internal const int Digits = 24;
    internal const int Mark = 11;
    internal const int MoreMarks = 2;
    internal const int Lines = 21;
    internal const int Blanks = 8;

    /// <summary>
    /// The weight of a byte of a wide character. A Chinese character is three bytes and about one token; two-byte scripts cost less than this.
    /// </summary>
    internal const int WideByte = 6;

    // A block costs about as much as this many single bytes, so it is not worth it if a backslash is nearer.
    private const int FewBytes = 4;

    // The number of letters in a word's first token.
    internal const int ShortWord = 4;

    internal const byte Lower = 1;
    internal const byte Upper = 2;
    internal const byte Digit = 3;
    internal const byte Blank = 4;
    internal const byte Line = 5;
    internal const byte Other = 6;
    internal const byte Wide = 7;
    private const byte KindMask = 7;
    private const byte Base64 = 8;

    private static readonly byte[] Kinds = [.. Enumerable.Range(0, 256).Select(value => KindOf((byte)value))];

    private long _weight;
    private long _opaque;

    // The run of Base64 characters at the end of the last piece, and the weight before it.
    private long _run;
    private long _before;

    // The kind of the last byte, and its position in its run.
    private byte _kind;
    private long _length;

    // 0 outside of an escape, 1 after a backslash, then the number of missing digits of a \u plus 1; and the value so far.
    private int _escape;
    private int _code;

    /// <summary>The number of all bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The weight of all bytes but <see cref="Opaque"/>, in sixteenths of a token.</summary>
    public long Weight => _run >= OpaqueRun ? _before : _weight;

    /// <summary>The number of bytes in long runs of Base64.</summary>
    public long Opaque => _opaque + (_run >= OpaqueRun ? _run : 0);

    /// <summary>Adds a piece.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        int at = 0;
        while (at < bytes.Length)
        {
            int alone = _escape > 0 || bytes.Length - at < TextBlock.Bytes ? 1 : bytes.Slice(at, FewBytes).IndexOf((byte)'\\') + 1;
            if (alone == 0)
            {
                at += AddBlock(bytes.Slice(at, TextBlock.Bytes));
            }

            for (; alone > 0; alone--)
            {
                AddByte(bytes[at++]);
            }
        }
    }

    private void AddByte(byte value)
    {
        byte kind = Kinds[value];
        if ((kind & Base64) == 0)
        {
            EndRun();
        }
        else if (_run++ == 0)
        {
            _before = _weight;
        }

        if (_escape > 0)
        {
            Unescape(value);
        }
        else if (value == (byte)'\\')
        {
            _escape = 1;
        }
        else
        {
            Add((byte)(kind & KindMask));
        }
    }

    // Does the work of AddByte at once for all bytes before a backslash, which is not the first byte. Returns their number.
    private int AddBlock(ReadOnlySpan<byte> bytes)
    {
        TextBlock block = new(ref MemoryMarshal.GetReference(bytes));
        int count = BitOperations.TrailingZeroCount(block.Backslash);
        ulong all = Below(count);
        TextBlockWeights weights = new(block, _kind, _length);
        if ((~block.Base64 & all) is var ends and not 0)
        {
            // The open run ends in the block, and another one may begin.
            int first = BitOperations.TrailingZeroCount(ends);
            int behind = 64 - BitOperations.LeadingZeroCount(ends);
            _run += first;
            ulong opaque = _run >= OpaqueRun ? Below(first) : 0;
            EndRun();
            _weight += weights.Of(all & ~opaque);
            (_run, _before) = (count - behind, _weight - weights.Of(all & ~Below(behind)));
        }
        else
        {
            _before = _run == 0 ? _weight : _before;
            _run += count;
            _weight += weights.Of(all);
        }

        _kind = (byte)(Kinds[bytes[count - 1]] & KindMask);
        _length = (weights.Starts & all) is var starts and not 0 ? count - 63 + BitOperations.LeadingZeroCount(starts) : _length + count;
        return count;
    }

    private static ulong Below(int count) => count == 64 ? ulong.MaxValue : (1UL << count) - 1;

    private static byte KindOf(byte value) => value switch
    {
        >= (byte)'a' and <= (byte)'z' => Lower | Base64,
        >= (byte)'A' and <= (byte)'Z' => Upper | Base64,
        >= (byte)'0' and <= (byte)'9' => Digit | Base64,
        (byte)' ' or (byte)'\t' => Blank,
        (byte)'\n' or (byte)'\r' => Line,
        >= 0x80 => Wide,
        (byte)'+' or (byte)'/' or (byte)'-' or (byte)'_' or (byte)'=' => Other | Base64,
        _ => Other,
    };

    private void EndRun()
    {
        if (_run >= OpaqueRun)
        {
            _weight = _before;
            _opaque += _run;
        }

        _run = 0;
    }

    private void Unescape(byte letter)
    {
        if (_escape > 1)
        {
            _code = (_code << 4) | (letter <= (byte)'9' ? letter & 0xF : (letter & 0xF) + 9);
            if (--_escape == 1)
            {
                _escape = 0;
                AddCharacter(_code & 0xFFFF);
            }

            return;
        }

        _escape = 0;
        switch (letter)
        {
            case (byte)'n' or (byte)'r':
                Add(Line);
                break;
            case (byte)'t':
                Add(Blank);
                break;
            case (byte)'u':
                (_escape, _code) = (5, 0);
                break;
            default:
                Add(Other);
                break;
        }
    }

    // The bytes of the character in UTF-8; four for a pair of surrogates.
    private void AddCharacter(int code)
    {
        if (code < 0x80)
        {
            Add((byte)(Kinds[code] & KindMask));
            return;
        }

        for (int bytes = code is < 0x800 or (>= 0xD800 and < 0xE000) ? 2 : 3; bytes > 0; bytes--)
        {
            Add(Wide);
        }
    }

    private void Add(byte kind)
    {
        // A word may begin with a capital and continue in small letters.
        bool goesOn = kind == _kind || (kind == Lower && _kind == Upper);
        _kind = kind;
        _length = goesOn ? _length + 1 : 1;
        _weight += kind switch
        {
            Lower or Upper => _length == 1 ? Word : _length > ShortWord ? LongWord : 0,
            Digit => _length % 3 == 1 ? Digits : 0,
            Blank => _length == 2 ? Blanks : 0,
            Line => _length == 1 ? Lines : 0,
            Other => _length == 1 ? Mark : MoreMarks,
            _ => WideByte,
        };
    }
}
