using System.Buffers;

namespace BotBottle.Core.Scan;

/// <summary>Reads one JSON number or literal that arrives in any pieces. A number's end is the first byte that can't be part of one.</summary>
internal sealed class JsonScalar
{
    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789+-.eE"u8);

    private readonly byte[] _number = new byte[JsonScanner.MaxNumber];
    private int _length;

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber { get; private set; }

    /// <summary>Whether it is neither.</summary>
    public bool Fault { get; private set; }

    /// <summary>The literal, if it is one.</summary>
    public JsonLiteral Literal { get; private set; }

    /// <summary>The number as written; empty if it is longer than is kept.</summary>
    public ReadOnlySpan<byte> Number => _length <= _number.Length ? _number.AsSpan(0, _length) : default;

    /// <summary>Begins with the first byte of a value.</summary>
    public void Begin(byte first)
    {
        IsNumber = first is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        Fault = !IsNumber && first is not ((byte)'n' or (byte)'f' or (byte)'t');
        Literal = first switch { (byte)'n' => JsonLiteral.Null, (byte)'f' => JsonLiteral.False, _ => JsonLiteral.True };
        _number[0] = first;
        _length = 1;
    }

    /// <summary>Reads on. Returns whether it ended.</summary>
    /// <param name="bytes">The piece, not empty.</param>
    /// <param name="used">How much of it was read.</param>
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
