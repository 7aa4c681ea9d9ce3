using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds the forms of all known secrets at once, however many there are: of each form the last few four-byte windows are in a table, as many as the text
/// is looked at in strides of, so that each occurrence meets one of them. The last ones, because an agent knows how its secrets begin.
/// </summary>
internal sealed class SecretMatcher
{
    private const int Window = 4;

    // So many windows of a form are in the table. Of few forms more, while the bitmap over them stays in the nearest cache.
    private const int MaxStride = 8;
    private const int MaxStrideOfFew = 16;
    private const int Few = 256;

    private const int OffsetBits = 12;

    /// <summary>Every match has at most one byte more: what the forms of the longest piece and <see cref="EscapedLane.Reach"/> take. The same whatever the secrets are.</summary>
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

    /// <summary>Looks for secrets that begin in [from, to).</summary>
    /// <param name="text">The text; matches that do not end in it are not found.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">Where to stop.</param>
    /// <param name="sink">Hears of them, in no order.</param>
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
