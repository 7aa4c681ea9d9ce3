namespace BotBottle.Core.Scan;

/// <summary>
/// The bounded copy of one string (or number) that is being read, with its escapes resolved. Only what spans two pieces of input, or holds an
/// escape, is copied here; a string that lies in one piece is used where it is.
/// </summary>
internal sealed class JsonText(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;
    private int _limit;
    private char _highSurrogate;

    /// <summary>What was kept.</summary>
    public ReadOnlySpan<byte> Kept => _bytes.AsSpan(0, _length);

    /// <summary>Whether nothing was dropped for want of room.</summary>
    public bool Whole { get; private set; } = true;

    /// <summary>Forgets everything, and keeps at most so many bytes of what comes.</summary>
    public void Clear(int limit)
    {
        _length = 0;
        _limit = Math.Min(limit, _bytes.Length);
        _highSurrogate = '\0';
        Whole = true;
    }

    /// <summary>Adds bytes that stand for themselves.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        _highSurrogate = '\0';
        int room = _limit - _length;
        if (part.Length > room)
        {
            Whole = false;
            part = part[..room];
        }

        part.CopyTo(_bytes.AsSpan(_length));
        _length += part.Length;
    }

    /// <summary>Adds a UTF-16 code unit that was written as <c>\uXXXX</c>; returns how many bytes of UTF-8 it brought.</summary>
    public int AppendUnit(char unit)
    {
        Span<byte> utf8 = stackalloc byte[4];
        if (char.IsHighSurrogate(unit))
        {
            // Nothing is known before its other half; alone it would be three bytes of invalid UTF-8.
            Append(default);
            _highSurrogate = unit;
            return 0;
        }

        if (char.IsLowSurrogate(unit) && _highSurrogate != '\0')
        {
            int pair = new System.Text.Rune(_highSurrogate, unit).EncodeToUtf8(utf8);
            Append(utf8[..pair]);
            return pair;
        }

        var rune = System.Text.Rune.TryCreate(unit, out var read) ? read : System.Text.Rune.ReplacementChar;
        int length = rune.EncodeToUtf8(utf8);
        Append(utf8[..length]);
        return length;
    }
}
