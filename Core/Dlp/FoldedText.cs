using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>A stretch of text with its escapes undone, and where each of its bytes came from.</summary>
internal sealed class FoldedText
{
    private const int Capacity = 8192;
    private const long Far = 1 << 30;

    /// <summary>Within so many bytes behind an escape the next one is close.</summary>
    public const int Near = 16;

    /// <summary>The room that one of them may take: what is no escape after all stays as it is.</summary>
    public const int LeastRoom = EscapeReader.MaxBackslashes;

    // Vectors may write beyond the last one.
    private readonly byte[] _bytes = new byte[Capacity + Vector128<byte>.Count];
    private readonly int[] _starts = new int[Capacity + Vector128<byte>.Count];
    private readonly byte[] _lengths = new byte[Capacity + Vector128<byte>.Count];
    private long _origin;

    /// <summary>How many bytes there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a place is so far from the first bytes that they have to be forgotten before others are added: invisible characters take no room, but places are kept as 32 bits.</summary>
    public bool IsFar(long place) => place - _origin > Far;

    /// <summary>How many more there is room for.</summary>
    public int Room => Capacity - Count;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count);

    /// <summary>Empties it, to be filled with what begins at or behind a place in the text.</summary>
    public void Reset(long origin) => (_origin, Count) = (origin, 0);

    /// <summary>Where a byte begins in the text.</summary>
    public long Start(int index) => _origin + _starts[index];

    /// <summary>Where a byte ends in the text.</summary>
    public long End(int index) => _origin + _starts[index] + _lengths[index];

    /// <summary>Adds a byte that takes up [start, end) of the text.</summary>
    public void Add(byte value, long start, long end)
    {
        _bytes[Count] = value;
        _starts[Count] = (int)(start - _origin);
        _lengths[Count++] = (byte)(end - start);
    }

    /// <summary>Adds bytes as they stand in the text.</summary>
    public void Add(ReadOnlySpan<byte> bytes, long start)
    {
        if (bytes.Length < Vector256<int>.Count)
        {
            foreach (byte value in bytes)
            {
                Add(value, start, ++start);
            }

            return;
        }

        bytes.CopyTo(_bytes.AsSpan(Count));
        _lengths.AsSpan(Count, bytes.Length).Fill(1);
        Vector256<int> next = Vector256.CreateSequence((int)(start - _origin), 1);
        Span<int> starts = _starts.AsSpan(Count);
        for (int i = 0; i < bytes.Length; i += Vector256<int>.Count)
        {
            next.CopyTo(starts[i..]);
            next += Vector256.Create(Vector256<int>.Count);
        }

        Count += bytes.Length;
    }

    /// <summary>Adds what stands in [at, to) of a window, escapes undone, until none is close, or one is not whole, or no room is sure.</summary>
    /// <param name="window">A part of the text.</param>
    /// <param name="origin">Where it begins.</param>
    /// <param name="at">The first place.</param>
    /// <param name="to">Where to stop.</param>
    /// <param name="last">Where the last escape ended, and does then.</param>
    /// <param name="isEnd">Whether the text ends with the window.</param>
    /// <returns>Up to where it was added.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int AddClose(ReadOnlySpan<byte> window, long origin, int at, int to, ref int last, bool isEnd)
    {
        Span<byte> bytes = _bytes;
        Span<int> starts = _starts;
        Span<byte> lengths = _lengths;
        int shift = (int)(origin - _origin);
        int count = Count;
        int end = last;
        while (at < to && at - end < Near && count <= Capacity - LeastRoom)
        {
            byte first = window[at];
            if (!EscapeReader.MayBegin(first))
            {
                int behind = at + 1;
                if (behind <= window.Length - NibbleSet.Block && !EscapeReader.MayBegin(window[behind]))
                {
                    int plain = Math.Min(Math.Min(to, end + Near) - at, AddPlain(ref Unsafe.Add(ref MemoryMarshal.GetReference(window), at), count, shift + at));
                    count += plain;
                    at += plain;
                    continue;
                }

                (bytes[count], starts[count], lengths[count++]) = (first, shift + at, 1);
                at = behind;
                continue;
            }

            // The common forms, before all that there are.
            int length = 1;
            int value = first == 0 ? (EscapeReader.IsWide(window, at) ? UnicodeFolding.Invisible : UnicodeFolding.Foreign)
                : first < 0x80 ? EscapeReader.Simple(window, at, out length)
                : CharacterEscape.Simple(window, at, at == end, out length);
            if (value != UnicodeFolding.Foreign)
            {
                if (value >= 0)
                {
                    (bytes[count], starts[count], lengths[count++]) = ((byte)value, shift + at, (byte)length);
                }

                end = at += length;
                continue;
            }

            Escape escape = EscapeReader.Read(window, at, at == end, isEnd);
            if (escape.Kind == EscapeKind.Found)
            {
                if (escape.Value >= 0)
                {
                    (bytes[count], starts[count], lengths[count++]) = ((byte)escape.Value, shift + at, (byte)escape.Length);
                }

                end = at += escape.Length;
            }
            else if (escape.Kind == EscapeKind.None && escape.Length <= LeastRoom)
            {
                for (int behind = at + escape.Length; at < behind; at++)
                {
                    (bytes[count], starts[count], lengths[count++]) = (window[at], shift + at, 1);
                }
            }
            else
            {
                break;
            }
        }

        (Count, last) = (count, end);
        return at;
    }

    // Writes sixteen bytes of the text as they stand; how many of them come before one with which an escape may begin.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int AddPlain(ref byte text, int count, int start)
    {
        Vector128.LoadUnsafe(ref text).CopyTo(_bytes, count);
        Vector128<byte>.One.CopyTo(_lengths, count);
        Vector256<int> starts = Vector256.CreateSequence(start, 1);
        starts.CopyTo(_starts, count);
        (starts + Vector256.Create(Vector256<int>.Count)).CopyTo(_starts, count + Vector256<int>.Count);
        return Math.Min(Vector128<byte>.Count, BitOperations.TrailingZeroCount(EscapeReader.Beginnings(ref text)));
    }

    /// <summary>The first of the bytes from an index on that ends behind a place in the text; <see cref="Count"/> if there is none.</summary>
    public int FirstEndingBehind(int from, long place)
    {
        int first = FirstBeginningAt(from, place);
        return first > from && End(first - 1) > place ? first - 1 : first;
    }

    /// <summary>The first of the bytes from an index on that begins at a place in the text or behind it; <see cref="Count"/> if there is none.</summary>
    public int FirstBeginningAt(int from, long place) => First(_starts.AsSpan(from, Count - from), place - _origin) + from;

    /// <summary>Whether [start, end) or the byte before stood there in another form.</summary>
    public bool IsEscaped(int start, int end)
    {
        int from = Math.Max(0, start - 1);
        return _starts[end - 1] + _lengths[end - 1] - _starts[from] != end - from;
    }

    /// <summary>Forgets the first so many bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="place">Where the next one begins that is added, if these are all.</param>
    public void Drop(int count, long place)
    {
        Count -= count;
        int moved = Count > 0 ? _starts[count] : 0;
        _bytes.AsSpan(count, Count).CopyTo(_bytes);
        _lengths.AsSpan(count, Count).CopyTo(_lengths);
        for (int i = 0; i < Count; i++)
        {
            _starts[i] = _starts[i + count] - moved;
        }

        _origin = Count > 0 ? _origin + moved : place;
    }

    private static int First(ReadOnlySpan<int> sorted, long least)
    {
        int low = 0;
        for (int high = sorted.Length; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] < least ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
