using System.Text;

namespace BotBottle.Core.Scan;

/// <summary>
/// Reads one JSON string in pieces of any size. A string in one piece without an escape is returned in place. Otherwise the bytes to keep are copied,
/// unescaped, into a bounded buffer; all other bytes are skipped.
/// </summary>
internal sealed class JsonText(int capacity)
{
    private readonly byte[] _kept = new byte[capacity];
    private readonly JsonUnescaper _unescaper = new();
    private int _length;
    private int _limit;
    private bool _escaping;
    private char _highSurrogate;

    /// <summary>True if the string held an escape.</summary>
    public bool Escaped { get; private set; }

    /// <summary>True within an escape.</summary>
    public bool IsEscaping => _escaping;

    /// <summary>True if the buffer held the whole string.</summary>
    public bool Whole { get; private set; }

    /// <summary>True if the string is not valid JSON.</summary>
    public bool Fault { get; private set; }

    /// <summary>Starts a string, and sets the number of bytes to keep.</summary>
    public void Begin(int limit)
    {
        _limit = Math.Min(limit, _kept.Length);
        _length = 0;
        _escaping = false;
        _highSurrogate = '\0';
        Escaped = false;
        Whole = true;
        Fault = false;
    }

    /// <summary>Reads up to the end of the string, an escape or the end of the piece; true at the end of the string.</summary>
    /// <param name="bytes">The piece.</param>
    /// <param name="used">The number of bytes read.</param>
    /// <param name="arrived">The number of unescaped bytes among them.</param>
    /// <param name="value">The kept bytes, at the end of the string.</param>
    public bool Read(ReadOnlySpan<byte> bytes, out int used, out int arrived, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_escaping)
        {
            used = 1;
            arrived = ReadEscape(bytes[0]);
            return false;
        }

        if (_limit == 0)
        {
            return Skip(bytes, out used, out arrived);
        }

        int stop = bytes.IndexOfAny((byte)'"', (byte)'\\');
        var part = stop < 0 ? bytes : bytes[..stop];
        arrived = part.Length;
        used = stop < 0 ? bytes.Length : stop + 1;
        if (stop >= 0 && bytes[stop] == (byte)'"')
        {
            if (_length == 0 && Whole && !Escaped && part.Length <= _limit)
            {
                value = part;
                return true;
            }

            Keep(part);
            value = _kept.AsSpan(0, _length);
            return true;
        }

        Keep(part);
        if (stop >= 0)
        {
            Escaped = true;
            _escaping = true;
            _unescaper.Begin();
        }

        return false;
    }

    // A string that is not kept: escapes of one character need no return, and source code has one in every few bytes.
    private bool Skip(ReadOnlySpan<byte> bytes, out int used, out int arrived)
    {
        int at = 0;
        int shorts = 0;
        while (true)
        {
            int stop = bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            at = stop < 0 ? bytes.Length : at + stop;
            if (stop < 0 || bytes[at] == (byte)'"')
            {
                break;
            }

            Escaped = true;
            if (at + 1 == bytes.Length || !IsShort(bytes[at + 1]))
            {
                _escaping = true;
                _unescaper.Begin();
                break;
            }

            at += 2;
            shorts++;
        }

        arrived = at - shorts;
        Whole &= arrived == 0;
        bool isEnd = at < bytes.Length && !_escaping;
        used = Math.Min(at + 1, bytes.Length);
        return isEnd;
    }

    private static bool IsShort(byte next) => next is (byte)'n' or (byte)'"' or (byte)'\\' or (byte)'t' or (byte)'r' or (byte)'/' or (byte)'b' or (byte)'f';

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
        {
            return;
        }

        _highSurrogate = '\0';
        int room = _limit - _length;
        if (part.Length > room)
        {
            Whole = false;
            part = part[..room];
        }

        part.CopyTo(_kept.AsSpan(_length));
        _length += part.Length;
    }

    private int ReadEscape(byte next)
    {
        switch (_unescaper.Read(next))
        {
            case JsonUnescaper.Result.More:
                return 0;
            case JsonUnescaper.Result.Fault:
                Fault = true;
                return 0;
            default:
                _escaping = false;
                return KeepUnit(_unescaper.Unit);
        }
    }

    /// <summary>Keeps a UTF-16 code unit. The first half of a pair waits for the second; a single half is no character.</summary>
    private int KeepUnit(char unit)
    {
        if (char.IsHighSurrogate(unit))
        {
            _highSurrogate = unit;
            return 0;
        }

        var rune = char.IsLowSurrogate(unit) && _highSurrogate != '\0' ? new Rune(_highSurrogate, unit)
            : Rune.TryCreate(unit, out var single) ? single : Rune.ReplacementChar;
        Span<byte> utf8 = stackalloc byte[4];
        int length = rune.EncodeToUtf8(utf8);
        Keep(utf8[..length]);
        return length;
    }
}
