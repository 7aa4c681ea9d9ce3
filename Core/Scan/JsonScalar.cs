using System.Buffers;

namespace BotBottle.Core.Scan;

/// <summary>Reads one JSON number or literal in pieces of any size. A number ends before the first byte that cannot belong to one.</summary>
internal sealed class JsonScalar
{
    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789+-.eE"u8);

    private readonly byte[] _number = new byte[JsonScanner.MaxNumber];
    private int _length;

    /// <summary>True for a number.</summary>
    public bool IsNumber { get; private set; }

    /// <summary>True if the text is neither a number nor a literal.</summary>
    public bool Fault { get; private set; }

    /// <summary>The literal, unless it is a number.</summary>
    public JsonLiteral Literal { get; private set; }

    /// <summary>The number as written; empty if it exceeds the buffer.</summary>
    public ReadOnlySpan<byte> Number => _length <= _number.Length ? _number.AsSpan(0, _length) : default;

    /// <summary>Starts with the first byte of a value.</summary>
    public void Begin(byte first)
    {
        IsNumber = first is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        Fault = !IsNumber && first is not ((byte)'n' or (byte)'f' or (byte)'t');
        Literal = first switch { (byte)'n' => JsonLiteral.Null, (byte)'f' => JsonLiteral.False, _ => JsonLiteral.True };
        _number[0] = first;
        _length = 1;
    }

    /// <summary>Reads the next piece; true at the end of the value.</summary>
    /// <param name="bytes">The piece, not empty.</param>
    /// <param name="used">The number of bytes read.</param>
    public bool Read(ReadOnlySpan<byte> bytes, out int used)
    {
        if (IsNumber)
        {
            int end = bytes.IndexOfAnyExcept(NumberBytes);
            used = end < 0 ? bytes.Length : end;
            KeepDigits(bytes[..used]);
            return end >= 0;
        }

        ReadOnlySpan<byte> word = Literal switch { JsonLiteral.Null => "null"u8, JsonLiteral.False => "false"u8, _ => "true"u8 };
        used = 1;
        Fault = bytes[0] != word[_length++];
        return _length == word.Length;
    }

    private void KeepDigits(ReadOnlySpan<byte> digits)
    {
        if (_length + digits.Length <= _number.Length)
        {
            digits.CopyTo(_number.AsSpan(_length));
            _length += digits.Length;
        }
        else
        {
            _length = _number.Length + 1;
        }
    }
}
