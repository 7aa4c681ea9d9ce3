using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds the forms of all known secrets at once, whatever their number. The table holds the last few four-byte windows of each form, as many as the search's
/// stride, so that each occurrence meets one of them. It uses the last windows because an agent knows how its secrets begin.
/// </summary>
internal sealed class SecretMatcher
{
    private const int Window = 4;

    // The number of windows per form in the table. Few forms have more, while their bitmap fits into the L1 cache.
    private const int MaxStride = 8;
    private const int MaxStrideOfFew = 16;
    private const int Few = 256;

    private const int OffsetBits = 12;

    /// <summary>
    /// The longest match has one byte more: the forms of the longest piece fit into <see cref="EscapedLane.Reach"/>. It is the same for all secrets.
    /// </summary>
    public const int Tail = EscapedLane.Reach - 1;

    private readonly (byte[] Bytes, int Secret)[] _literals;
    private readonly WindowTable _table;
    private readonly int _stride;
    private readonly int _firstOffset;
    private readonly int _lastOffset;

    /// <summary>Prepares the search.</summary>
    /// <param name="secrets">The secrets' forms, in the order of the detectors' list; not empty.</param>
    public SecretMatcher(IReadOnlyList<SecretVariants> secrets)
    {
        _literals = [.. secrets.SelectMany((variants, secret) => variants.Literals.Select(literal => (literal, secret)))];
        int shortest = _literals.Min(literal => literal.Bytes.Length);
        int longest = _literals.Max(literal => literal.Bytes.Length);
        _stride = Math.Min(shortest - Window + 1, _literals.Length <= Few ? MaxStrideOfFew : MaxStride);
        _firstOffset = shortest - Window - _stride + 1;
        _lastOffset = longest - Window;
        _table = new WindowTable(_literals.SelectMany((literal, index) => Enumerable.Range(literal.Bytes.Length - Window - _stride + 1, _stride)
            .Select(offset => (BinaryPrimitives.ReadUInt32LittleEndian(literal.Bytes.AsSpan(offset)), (index << OffsetBits) | offset))));
    }

    /// <summary>Searches for secrets that begin in [from, to).</summary>
    /// <param name="text">The text; a match must end in it.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">The end of the range.</param>
    /// <param name="sink">Receives the matches, in no order.</param>
    public void Scan(ReadOnlySpan<byte> text, int from, int to, MatchSink sink)
    {
        if (from >= to)
        {
            return;
        }

        WindowBits table = _table.Bits;
        ref byte start = ref MemoryMarshal.GetReference(text);
        int stride = _stride;
        int end = Math.Min(to + _lastOffset, text.Length - Window + 1);
        for (int at = table.Next(ref start, from + _firstOffset, end, stride); at < end; at = table.Next(ref start, at + stride, end, stride))
        {
            Confirm(text, at, BinaryPrimitives.ReadUInt32LittleEndian(text[at..]), from, to, sink);
        }
    }

    private void Confirm(ReadOnlySpan<byte> text, int at, uint window, int from, int to, MatchSink sink)
    {
        foreach (int entry in _table.Find(window))
        {
            (byte[] bytes, int secret) = _literals[entry >> OffsetBits];
            int start = at - (entry & ((1 << OffsetBits) - 1));
            if (start >= from && start < to && text.Length - start >= bytes.Length && text.Slice(start, bytes.Length).SequenceEqual(bytes))
            {
                sink.AddSecret(text, start, start + bytes.Length, secret);
            }
        }
    }
}
