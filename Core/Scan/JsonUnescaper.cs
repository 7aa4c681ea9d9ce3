using BotBottle.Core.Text;

namespace BotBottle.Core.Scan;

/// <summary>Decodes the characters after a backslash in a JSON string (RFC 8259 section 7), one byte at a time.</summary>
internal sealed class JsonUnescaper
{
    private int _hexLeft;
    private bool _hex;

    /// <summary>Result of one byte.</summary>
    public enum Result
    {
        /// <summary>The escape continues.</summary>
        More,

        /// <summary>The escape is complete: <see cref="Unit"/> holds its UTF-16 code unit.</summary>
        Unit,

        /// <summary>The escape is invalid.</summary>
        Fault,
    }

    /// <summary>The code unit of the last escape.</summary>
    public char Unit { get; private set; }

    /// <summary>Starts an escape after its backslash.</summary>
    public void Begin()
    {
        _hex = false;
        Unit = '\0';
    }

    /// <summary>Reads one byte after the backslash.</summary>
    public Result Read(byte next)
    {
        if (_hex)
        {
            return ReadHex(next);
        }

        switch (next)
        {
            case (byte)'u':
                _hex = true;
                _hexLeft = 4;
                return Result.More;
            case (byte)'"' or (byte)'\\' or (byte)'/':
                Unit = (char)next;
                return Result.Unit;
            case (byte)'b':
                Unit = '\b';
                return Result.Unit;
            case (byte)'f':
                Unit = '\f';
                return Result.Unit;
            case (byte)'n':
                Unit = '\n';
                return Result.Unit;
            case (byte)'r':
                Unit = '\r';
                return Result.Unit;
            case (byte)'t':
                Unit = '\t';
                return Result.Unit;
            default:
                return Result.Fault;
        }
    }

    private Result ReadHex(byte next)
    {
        int digit = WireNumber.HexDigit(next);
        if (digit < 0)
        {
            return Result.Fault;
        }

        Unit = (char)((Unit << 4) | digit);
        return --_hexLeft == 0 ? Result.Unit : Result.More;
    }
}
