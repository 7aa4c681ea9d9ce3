using BotBottle.Core.Text;

namespace BotBottle.Core.Injection;

/// <summary>
/// Makes characters of the bytes of UTF-8, and undoes the escapes of JSON strings on the way, also behind several backslashes (JSON in JSON). It holds one
/// character.
/// </summary>
internal struct CharacterFeed
{
    /// <summary>The result while a character is incomplete.</summary>
    public const int None = -1;

    private const int Broken = 0xFFFD;

    private int _value;
    private int _left;
    private int _digits;
    private int _high;
    private bool _escaped;

    /// <summary>True between two characters.</summary>
    public readonly bool IsBetween => _left == 0 && _digits == 0 && _high == 0 && !_escaped;

    /// <summary>The number of bytes of the present character so far; 1 if the last byte began one.</summary>
    public int Length { get; private set; }

    /// <summary>Takes a byte.</summary>
    /// <returns>The code point that it completes, or <see cref="None"/>.</returns>
    public int Take(byte b)
    {
        Length++;
        if (_digits > 0)
        {
            return TakeDigit(b);
        }
        if (_escaped)
        {
            return TakeEscaped(b);
        }
        if (_left > 0 && (b & 0xC0) == 0x80)
        {
            _value = (_value << 6) | (b & 0x3F);
            return --_left == 0 ? _value : None;
        }
        _left = 0;
        Length = _high != 0 && b == '\\' ? Length : 1;
        if (b == '\\')
        {
            _escaped = true;
            return None;
        }
        _high = 0;
        if (b < 0x80)
        {
            return b;
        }
        (_value, _left) = b switch
        {
            >= 0xF0 and < 0xF8 => (b & 7, 3),
            >= 0xE0 and < 0xF0 => (b & 15, 2),
            >= 0xC2 and < 0xE0 => (b & 31, 1),
            _ => (0, 0),
        };
        return _left == 0 ? Broken : None;
    }

    private int TakeEscaped(byte b)
    {
        if (b == '\\')
        {
            return None;
        }
        _escaped = false;
        if (b == 'u')
        {
            (_digits, _value) = (4, 0);
            return None;
        }
        _high = 0;
        return b is (byte)'n' or (byte)'r' or (byte)'t' ? ' ' : Take(b);
    }

    private int TakeDigit(byte b)
    {
        int digit = WireNumber.HexDigit(b);
        if (digit < 0)
        {
            (_digits, _high) = (0, 0);
            return Take(b);
        }
        _value = (_value << 4) | digit;
        if (--_digits > 0)
        {
            return None;
        }
        int high = _high;
        _high = _value is >= 0xD800 and < 0xDC00 ? _value : 0;
        return _high != 0 ? None
            : _value is < 0xDC00 or > 0xDFFF ? _value
            : high != 0 ? 0x10000 + ((high - 0xD800) << 10) + (_value - 0xDC00)
            : Broken;
    }
}
