namespace BotBottle.Core.Dlp;

/// <summary>
/// A run of digits, decoded from one place on as far as callers ask. Overlapping candidates share it, so that each digit is decoded once per alignment (twice
/// after the buffer is used up).
/// </summary>
/// <param name="isHex">True for hex, false for Base64.</param>
internal sealed class DecodedRun(bool isHex)
{
    /// <summary>The most digits of a token.</summary>
    public const int MaxDigits = 4096;

    private const int Room = 2 * MaxDigits;
    private const int Ahead = 512; // decoded at once, so that later candidates need no small steps
    private const int Near = 64; // candidates closer than this decode all digits between them

    private readonly byte[] _bytes = new byte[isHex ? Room / 2 : Room * 3 / 4];
    private readonly int _group = isHex ? 2 : 4;
    private readonly int _groupBytes = isHex ? 1 : 3;
    private int _begin;
    private int _whole; // the end of the last whole group
    private int _end;
    private int _count;
    private int _asked;

    /// <summary>The runs of the decoded text.</summary>
    public TokenRuns Runs { get; } = new();

    /// <summary>The end of the decoded digits.</summary>
    public int End => _end;

    /// <summary>All decoded bytes.</summary>
    public ReadOnlySpan<byte> All => _bytes.AsSpan(0, _count);

    /// <summary>True if this many digits, from the start of a group, are decoded.</summary>
    public bool Holds(int at, int digits) => at >= _begin && at <= _end - digits;

    /// <summary>The index in <see cref="Bytes"/> of a decoded group.</summary>
    public int IndexOf(int at) => isHex ? (at - _begin) >> 1 : ((at - _begin) >> 2) * 3;

    /// <summary>True if the last requested group is so near that the digits between are worth decoding.</summary>
    public bool IsNear(int at)
    {
        bool isNear = (uint)(at - _asked) < Near;
        _asked = at;
        return isNear;
    }

    /// <summary>Forgets the run, for another text.</summary>
    public void Clear() => (_begin, _whole, _end, _count, _asked) = (0, -1, -1, 0, int.MinValue);

    /// <summary>Moves to a group of digits, and before it as far back as a rule looks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The start of the group.</param>
    /// <param name="before">The minimum number of bytes to decode before it, if they are digits.</param>
    /// <returns>The group's index in <see cref="Bytes"/>.</returns>
    public int Seek(ReadOnlySpan<byte> text, int at, int before)
    {
        if (at < _begin || at > _whole || at + MaxDigits > _begin + Room)
        {
            int begin = at;
            for (; before > 0 && begin >= _group && AreDigits(text.Slice(begin - _group, _group), isHex); before -= _groupBytes)
            {
                begin -= _group;
            }

            _begin = _whole = _end = begin;
            _count = 0;
            Runs.Clear();
        }

        return IndexOf(at);
    }

    /// <summary>Decodes up to a place inside the buffer, or to the end of the digits.</summary>
    /// <returns>The end of the digits, at most that place.</returns>
    public int Extend(ReadOnlySpan<byte> text, int to)
    {
        to = Math.Min(to, text.Length);
        if (to > _end)
        {
            Span<byte> room = _bytes.AsSpan(IndexOf(_whole));
            ReadOnlySpan<byte> digits = text[_whole..Math.Min(text.Length, Math.Max(to, Math.Min(to + Ahead, _begin + Room)))];
            _ = isHex ? HexText.Decode(digits, room, out int there) : Base64Text.Decode(digits, room, out there);
            _end = _whole + there;
            _whole = _begin + ((_end - _begin) / _group * _group);
            _count = Bytes(_end).Length;
        }

        return Math.Min(_end, to);
    }

    /// <summary>The decoded bytes before a place.</summary>
    public ReadOnlySpan<byte> Bytes(int to) => _bytes.AsSpan(0, isHex ? (to - _begin) / 2 : (to - _begin) * 3 / 4);

    /// <summary>True for a text of digits only.</summary>
    public static bool AreDigits(ReadOnlySpan<byte> text, bool isHex) =>
        (isHex ? HexText.Run(text, text.Length) : Base64Text.Run(text, text.Length)) == text.Length;
}
