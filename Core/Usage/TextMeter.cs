using System.Numerics;
using System.Runtime.InteropServices;

namespace BotBottle.Core.Usage;

/// <summary>
/// Weighs the bytes of a body by what they cost in tokens, piece by piece. The same bytes give the same weight however they are split.
/// <para>
/// A tokenizer of today cuts text before it looks anything up: at a change between letters, digits, marks, blanks and lines, and at the capital in the middle of a
/// name; of a cut-out word the first letters are one token, and so are up to three digits. The weights of these pieces are fitted to o200k_base and cl100k_base on
/// code, prose and JSON (a test measures them again). A JSON escape counts as what it stands for, because that is what a provider tokenizes.
/// </para>
/// </summary>
public sealed class TextMeter
{
    /// <summary>An unbroken run of base64 letters as long as this is data, not words: an image, a document, encrypted reasoning.</summary>
    internal const int OpaqueRun = 1024;

    /// <summary>The unit of <see cref="Weight"/>: so many are a token.</summary>
    internal const int PerToken = 16;

    internal const int Word = 13;
    internal const int LongWord = 2;
    internal const int Digits = 24;
    internal const int Mark = 11;
    internal const int MoreMarks = 2;
    internal const int Lines = 21;
    internal const int Blanks = 8;

    /// <summary>A Chinese character is three bytes and about one token; two-byte scripts cost less than this says.</summary>
    internal const int WideByte = 6;

    // A block costs about as much as so many bytes one at a time: if a backslash is nearer it is not worth it.
    private const int FewBytes = 4;

    // Letters that come with the word's beginning.
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

    // The run of base64 letters that the last piece ended in, and the weight before it.
    private long _run;
    private long _before;

    // What the last byte was, and the how-manieth of its kind in a row.
    private byte _kind;
    private long _length;

    // 0 outside of an escape, 1 behind a backslash, then how many digits of a \u are to come, and 1; what these have said.
    private int _escape;
    private int _code;

    /// <summary>All bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The weight of everything but <see cref="Opaque"/>, in sixteenths of a token.</summary>
    public long Weight => _run >= OpaqueRun ? _before : _weight;

    /// <summary>The bytes of long runs of base64.</summary>
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

    // What AddByte does, for all bytes up to a backslash, which is not the first, at once. Returns how many they are.
    private int AddBlock(ReadOnlySpan<byte> bytes)
    {
        TextBlock block = new(ref MemoryMarshal.GetReference(bytes));
        int count = BitOperations.TrailingZeroCount(block.Backslash);
        ulong all = Below(count);
        TextBlockWeights weights = new(block, _kind, _length);
        if ((~block.Base64 & all) is var ends and not 0)
        {
            // The run that came ends in it, and perhaps another one begins.
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

    // As many bytes as UTF-8 has for it; of a pair of surrogates, four.
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
        // A word may begin with a capital and go on in small letters.
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
