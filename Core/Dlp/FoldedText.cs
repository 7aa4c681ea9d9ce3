using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>A stretch of text with decoded escapes, and the place of each byte in the original.</summary>
internal sealed class FoldedText
{
    private const int Capacity = 8192;
    private const long Far = 1 << 30;

    /// <summary>The distance after an escape within which the next one counts as close.</summary>
    public const int Near = 16;

    /// <summary>The most bytes that one escape may add; a rejected escape stays as it is.</summary>
    public const int LeastRoom = EscapeReader.MaxBackslashes;

    // Vector writes may pass the last byte.
    private readonly byte[] _bytes = new byte[Capacity + Vector128<byte>.Count];
    private readonly int[] _starts = new int[Capacity + Vector128<byte>.Count];
    private readonly byte[] _lengths = new byte[Capacity + Vector128<byte>.Count];
    private long _origin;

    /// <summary>The number of bytes.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// True if a place is too far from the first byte: places have 32 bits, while invisible characters take no room. The first bytes must be dropped before
    /// more are added.
    /// </summary>
    public bool IsFar(long place) => place - _origin > Far;

    /// <summary>The free room in bytes.</summary>
    public int Room => Capacity - Count;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count);

    /// <summary>Empties the text. The next bytes begin at or after a place in the original.</summary>
    public void Reset(long origin) => (_origin, Count) = (origin, 0);

    /// <summary>The start of a byte in the original.</summary>
    public long Start(int index) => _origin + _starts[index];

    /// <summary>The end of a byte in the original.</summary>
    public long End(int index) => _origin + _starts[index] + _lengths[index];

    /// <summary>Adds a byte that spans [start, end) of the original.</summary>
    public void Add(byte value, long start, long end)
    {
        _bytes[Count] = value;
        _starts[Count] = (int)(start - _origin);
        _lengths[Count++] = (byte)(end - start);
    }

    /// <summary>Adds bytes unchanged from the original.</summary>
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

    /// <summary>Adds [at, to) of a window with decoded escapes, until the next escape is not close, is incomplete, or may not fit.</summary>
    /// <param name="window">A part of the text.</param>
    /// <param name="origin">The place of the window's first byte.</param>
    /// <param name="at">The first place.</param>
    /// <param name="to">The end of the range.</param>
    /// <param name="last">The end of the last escape, updated by the call.</param>
    /// <param name="isEnd">True if the text ends with the window.</param>
    /// <returns>The end of the added bytes.</returns>
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
                    int plain =
                        Math.Min(Math.Min(to, end + Near) - at, AddPlain(ref Unsafe.Add(ref MemoryMarshal.GetReference(window), at), count, shift + at));
                    count += plain;
                    at += plain;
                    continue;
                }

                (bytes[count], starts[count], lengths[count++]) = (first, shift + at, 1);
                at = behind;
                continue;
            }

            // Tries the common forms first.
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

    // Copies sixteen bytes unchanged; returns how many come before a byte that may begin an escape.
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

    /// <summary>The first byte from an index on that ends after a place in the original; <see cref="Count"/> if there is none.</summary>
    public int FirstEndingBehind(int from, long place)
    {
        int first = FirstBeginningAt(from, place);
        return first > from && End(first - 1) > place ? first - 1 : first;
    }

    /// <summary>The first byte from an index on that begins at or after a place in the original; <see cref="Count"/> if there is none.</summary>
    public int FirstBeginningAt(int from, long place) => First(_starts.AsSpan(from, Count - from), place - _origin) + from;

    /// <summary>True if [start, end) or the byte before it is written with escapes.</summary>
    public bool IsEscaped(int start, int end)
    {
        int from = Math.Max(0, start - 1);
        return _starts[end - 1] + _lengths[end - 1] - _starts[from] != end - from;
    }

    /// <summary>Drops the first bytes.</summary>
    /// <param name="count">The number of bytes to drop.</param>
    /// <param name="place">The place of the next byte to add, if all bytes are dropped.</param>
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
