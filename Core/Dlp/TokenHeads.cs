using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds the rows that a token may match by its first bytes. The filter sends all its candidates here, and agents choose how often. The code is compiled once
/// with full optimisation, without a profile of earlier input, and uses fields of its own, so that near misses cost the same in every process.
/// </summary>
internal sealed class TokenHeads
{
    /// <summary>The number of bytes that identify a row.</summary>
    public const int Bytes = 4;

    private const int SlotBits = 14;
    private const int BitBits = 17;
    private const int IndexBits = 8;

    // By the highest bits of a multiplicative hash: 0 or a head. Heads in the same slot are merged, because each row compares its own prefix.
    private readonly ushort[] _slots = new ushort[1 << SlotBits];
    // A bit for each value of a longer hash: most candidates are dismissed here, in a table that stays in the processor's first cache.
    private readonly uint[] _bits = new uint[1 << (BitBits - 5)];
    private readonly TokenRow[][] _rows;
    private readonly TokenRow[][] _questions;
    private readonly ulong[] _fifths;

    /// <summary>Builds the table.</summary>
    /// <param name="rows">All rows, in the order of the table.</param>
    public TokenHeads(TokenRow[] rows)
    {
        // The rows of each slot, one character per row.
        Dictionary<uint, string> slots = [];
        for (int row = 0; row < rows.Length; row++)
        {
            foreach (uint hash in HashesOf(rows[row]))
            {
                uint slot = hash >> (32 - SlotBits);
                string there = slots.GetValueOrDefault(slot, "");
                slots[slot] = there.EndsWith((char)row) ? there : there + (char)row;
                _bits[hash >> (32 - BitBits + 5)] |= 1U << (int)(hash >> (32 - BitBits));
            }
        }

        List<string> heads = [];
        Dictionary<string, ushort> known = [];
        foreach ((uint slot, string numbers) in slots)
        {
            if (!known.TryGetValue(numbers, out ushort head))
            {
                heads.Add(numbers);
                known[numbers] = head = (ushort)heads.Count;
            }

            _slots[slot] = head;
        }

        _rows = [[], .. heads.Select(head => head.Select(number => rows[number]).ToArray())];
        _questions = [
            .. _rows.Select(head => head.GroupBy(row => (Encoding.ASCII.GetString(row.Literal), row.Rule.Body, row.Rule.IsPlain)).Select(Question).ToArray())];
        _fifths = [.. _rows.Select(head => head.SelectMany(Fifths).Aggregate(0UL, (bits, value) => bits | Bit(value)))];
    }

    /// <summary>The rows whose tokens may begin with the four bytes at a place; empty for none.</summary>
    public TokenRow[] Rows(ReadOnlySpan<byte> text, int at) => _rows[Head(BinaryPrimitives.ReadUInt32LittleEndian(text[at..]))];

    /// <summary>True if a token may begin at a place with eight bytes of text, or if that is still undecided.</summary>
    /// <param name="text">The text, with the bytes before.</param>
    /// <param name="at">The place.</param>
    /// <param name="runs">The measurements of the text; null if it is too short to be worth them.</param>
    public bool MayBegin(ReadOnlySpan<byte> text, int at, TokenRuns? runs) =>
        Likely(ref MemoryMarshal.GetReference(text[..(at + sizeof(ulong))]), text.Length, at) is var likely and >= 0 && MayFollow(text, at, likely, runs);

    /// <summary>Keeps the places at which the following bytes allow a token (<see cref="TokenRow.MayBegin"/>).</summary>
    /// <param name="text">The text.</param>
    /// <param name="places">The places; after the call those that are left, in order.</param>
    /// <param name="likely">Receives for each of them what <see cref="MayFollow"/> asks for; as long as the places.</param>
    /// <returns>The number of places left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public int Sift(ReadOnlySpan<byte> text, Span<int> places, Span<int> likely)
    {
        int left = 0;
        for (int i = 0; i < places.Length; i++)
        {
            int at = places[i];
            int first = at > text.Length - sizeof(ulong) ? 0 : First(ref MemoryMarshal.GetReference(text), text.Length, at);
            if (first >= 0)
            {
                (places[left], likely[left]) = (at, first);
                left++;
            }
        }

        return left;
    }

    /// <summary>For a place that <see cref="Sift"/> kept, with eight bytes of text: true if a token may begin there, or if that is still undecided.</summary>
    /// <param name="text">The text, with the bytes before.</param>
    /// <param name="at">The place.</param>
    /// <param name="likely">The first row that allows it: the index of its head, and its index there in the lowest byte.</param>
    /// <param name="runs">The measurements of the text; null if it is too short to be worth them.</param>
    public bool MayFollow(ReadOnlySpan<byte> text, int at, int likely, TokenRuns? runs)
    {
        ReadOnlySpan<TokenRow> rows = _questions[likely >> IndexBits].AsSpan(likely & ((1 << IndexBits) - 1));
        if (rows[0].MayFollow(text, at, runs))
        {
            return true;
        }

        ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
        for (int i = 1; i < rows.Length; i++)
        {
            if (rows[i].MayBegin(ref MemoryMarshal.GetReference(text), text.Length, at, eight) && rows[i].MayFollow(text, at, runs))
            {
                return true;
            }
        }

        return false;
    }

    // Calls no other method, so that no register needs saving; as Sift.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int Likely(ref byte text, int length, int at) => First(ref text, length, at);

    // The first row that allows a place; negative for none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int First(ref byte text, int length, int at)
    {
        ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, at));
        uint hash = (uint)eight * WindowBits.Multiplier;
        if (((Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bits), hash >> (32 - BitBits + 5)) >> (int)(hash >> (32 - BitBits))) & 1) == 0)
        {
            return -1;
        }

        int head = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), hash >> (32 - SlotBits));
        if ((Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_fifths), head) & Bit((byte)(eight >> 32))) == 0)
        {
            return -1;
        }

        TokenRow[] rows = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_questions), head);
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row].MayBegin(ref text, length, at, eight))
            {
                return (head << IndexBits) | row;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Head(uint window) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), Slot(window));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Slot(uint window) => (window * WindowBits.Multiplier) >> (32 - SlotBits);

    private static ulong Bit(byte value) => 1UL << (value & 63);

    // Rows that differ only in the bytes after the prefix need one question.
    private static TokenRow Question(IEnumerable<TokenRow> rows) => rows.Count() == 1 ? rows.First()
        : new(rows.First().Literal, rows.First().Rule
            with { Min = rows.Min(row => row.Rule.Min), Anywhere = rows.Any(row => row.Rule.Anywhere), Mark = null, Check = null });

    private static IEnumerable<uint> HashesOf(TokenRow row)
    {
        IReadOnlyList<byte>[] places = row.FirstBytes();
        foreach (byte first in places[0])
        {
            foreach (byte second in places[1])
            {
                foreach (byte third in places[2])
                {
                    foreach (byte fourth in places[3])
                    {
                        yield return (first | ((uint)second << 8) | ((uint)third << 16) | ((uint)fourth << 24)) * WindowBits.Multiplier;
                    }
                }
            }
        }
    }

    // The bytes that the body may hold where the prefix is shorter, or any; by the lowest six bits.
    private static IEnumerable<byte> Fifths(TokenRow row) => row.Literal.Length > Bytes ? TokenRow.Cases(row.Rule, row.Literal[Bytes])
        : row.Rule.IsPlain ? row.Rule.Body.Bytes
        : Enumerable.Range(0, 64).Select(value => (byte)value);
}
