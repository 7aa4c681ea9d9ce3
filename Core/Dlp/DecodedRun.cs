namespace BotBottle.Core.Dlp;

/// <summary>
/// A run of digits, decoded from one place on as far as it was asked for: candidates that overlap share it, so that each digit is decoded once at each alignment
/// (twice where the room is used up).
/// </summary>
/// <param name="isHex">Whether the digits are hex; else Base64.</param>
internal sealed class DecodedRun(bool isHex)
{
    /// <summary>No token takes more digits.</summary>
    public const int MaxDigits = 4096;

    private const int Room = 2 * MaxDigits;
    private const int Ahead = 512; // decoded at once, so that the next candidates need not ask for a few more each
    private const int Near = 64; // digits between candidates of which all are decoded

    private readonly byte[] _bytes = new byte[isHex ? Room / 2 : Room * 3 / 4];
    private readonly int _group = isHex ? 2 : 4;
    private readonly int _groupBytes = isHex ? 1 : 3;
    private int _begin;
    private int _whole; // behind the last whole group
    private int _end;
    private int _count;
    private int _asked;

    /// <summary>The runs of the decoded text.</summary>
    public TokenRuns Runs { get; } = new();

    /// <summary>Where the digits end that were decoded.</summary>
    public int End => _end;

    /// <summary>All that was decoded.</summary>
    public ReadOnlySpan<byte> All => _bytes.AsSpan(0, _count);

    /// <summary>Whether so many digits from the beginning of a group on were decoded.</summary>
    public bool Holds(int at, int digits) => at >= _begin && at <= _end - digits;

    /// <summary>Where a group that was decoded begins in <see cref="Bytes"/>.</summary>
    public int IndexOf(int at) => isHex ? (at - _begin) >> 1 : ((at - _begin) >> 2) * 3;

    /// <summary>Whether the group that was last asked for here is so near that all between is worth decoding.</summary>
    public bool IsNear(int at)
    {
        bool isNear = (uint)(at - _asked) < Near;
        _asked = at;
        return isNear;
    }

    /// <summary>Forgets all, for another text.</summary>
    public void Clear() => (_begin, _whole, _end, _count, _asked) = (0, -1, -1, 0, int.MinValue);

    /// <summary>Goes to a group of digits, and back to what stands before it as far as a rule looks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the group begins.</param>
    /// <param name="before">How many bytes before it are wanted at least, if they are digits.</param>
    /// <returns>Where the group begins in <see cref="Bytes"/>.</returns>
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

    /// <summary>Decodes up to a place, which is in the room, or as far as there are digits.</summary>
    /// <returns>Where they end, that place at most.</returns>
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

    /// <summary>What the digits before a place stand for, from the first one on.</summary>
    public ReadOnlySpan<byte> Bytes(int to) => _bytes.AsSpan(0, isHex ? (to - _begin) / 2 : (to - _begin) * 3 / 4);

    /// <summary>Whether a text is digits alone.</summary>
    public static bool AreDigits(ReadOnlySpan<byte> text, bool isHex) => (isHex ? HexText.Run(text, text.Length) : Base64Text.Run(text, text.Length)) == text.Length;
}
