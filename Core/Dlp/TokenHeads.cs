using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Which rows a token may be of, by the bytes that it begins with: what the filter lets through is asked here, and agents choose how often. Compiled once and fully, without a profile
/// of what came first, and from fields of its own: so that near misses cost the same in every process.
/// </summary>
internal sealed class TokenHeads
{
    /// <summary>The bytes by which rows are found.</summary>
    public const int Bytes = 4;

    private const int SlotBits = 14;

    // By the highest bits of a multiplicative hash: 0 or a head. Heads that meet in a slot are one there, since each row compares its own prefix.
    private readonly ushort[] _slots = new ushort[1 << SlotBits];
    private readonly TokenRow[][] _rows;
    private readonly TokenRow[][] _questions;
    private readonly ulong[] _fifths;

    /// <summary>Puts rows together.</summary>
    /// <param name="rows">All rows, in the order of the table.</param>
    public TokenHeads(TokenRow[] rows)
    {
        // The rows of each slot, a character each.
        Dictionary<uint, string> slots = [];
        for (int row = 0; row < rows.Length; row++)
        {
            foreach (uint slot in SlotsOf(rows[row]))
            {
                slots[slot] = slots.GetValueOrDefault(slot, "") + (char)row;
            }
        }

        List<string> heads = [];
        foreach ((uint slot, string numbers) in slots)
        {
            int head = heads.IndexOf(numbers);
            if (head < 0)
            {
                head = heads.Count;
                heads.Add(numbers);
            }

            _slots[slot] = (ushort)(head + 1);
        }

        _rows = [[], .. heads.Select(head => head.Select(number => rows[number]).ToArray())];
        _questions = [.. _rows.Select(head => head.GroupBy(row => (Encoding.ASCII.GetString(row.Literal), row.Rule.Body, row.Rule.IsPlain)).Select(Question).ToArray())];
        _fifths = [.. _rows.Select(head => head.SelectMany(Fifths).Aggregate(0UL, (bits, value) => bits | Bit(value)))];
    }

    /// <summary>The rows of which a token may begin with four bytes, or empty.</summary>
    public TokenRow[] Rows(ReadOnlySpan<byte> text, int at) => _rows[Head(BinaryPrimitives.ReadUInt32LittleEndian(text[at..]))];

    /// <summary>Whether a token may begin at a place, of which eight bytes stand in the text, or that is not decided yet.</summary>
    /// <param name="text">The text, with what stands before.</param>
    /// <param name="at">The place.</param>
    /// <param name="runs">What was measured in the text; null if it is too short to be worth it.</param>
    public bool MayBegin(ReadOnlySpan<byte> text, int at, TokenRuns? runs) =>
        IsLikely(ref MemoryMarshal.GetReference(text[..(at + sizeof(ulong))]), text.Length, at) && MayFollow(text, at, runs);

    /// <summary>Leaves of many places those at which a token may begin by the bytes from there on (<see cref="TokenRow.MayBegin"/>).</summary>
    /// <param name="text">The text.</param>
    /// <param name="places">The places; then those that are left, in order.</param>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public int Sift(ReadOnlySpan<byte> text, Span<int> places)
    {
        int left = 0;
        for (int i = 0; i < places.Length; i++)
        {
            int at = places[i];
            if (at > text.Length - sizeof(ulong) || Asks(ref MemoryMarshal.GetReference(text), text.Length, at))
            {
                places[left++] = at;
            }
        }

        return left;
    }

    /// <summary>Of a place that was left by <see cref="Sift"/>, of which eight bytes stand in the text: whether a token may begin there, or that is not decided yet.</summary>
    public bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns? runs)
    {
        ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
        foreach (TokenRow row in _questions[Head((uint)eight)])
        {
            if (row.MayBegin(ref MemoryMarshal.GetReference(text), text.Length, at, eight) && row.MayFollow(text, at, runs))
            {
                return true;
            }
        }

        return false;
    }

    // Calls nothing, so that nothing need be put aside; as Sift.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private bool IsLikely(ref byte text, int length, int at) => Asks(ref text, length, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Asks(ref byte text, int length, int at)
    {
        ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, at));
        int head = Head((uint)eight);
        if ((Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_fifths), head) & Bit((byte)(eight >> 32))) == 0)
        {
            return false;
        }

        TokenRow[] rows = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_questions), head);
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row].MayBegin(ref text, length, at, eight))
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Head(uint window) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), Slot(window));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Slot(uint window) => (window * WindowBits.Multiplier) >> (32 - SlotBits);

    private static ulong Bit(byte value) => 1UL << (value & 63);

    // Rows that differ in what follows alone are asked once.
    private static TokenRow Question(IEnumerable<TokenRow> rows) => rows.Count() == 1 ? rows.First()
        : new(rows.First().Literal, rows.First().Rule with { Min = rows.Min(row => row.Rule.Min), Weak = rows.All(row => row.Rule.Weak), Mark = null, Check = null });

    private static HashSet<uint> SlotsOf(TokenRow row)
    {
        HashSet<uint> slots = [];
        IReadOnlyList<byte>[] places = row.FirstBytes();
        foreach (byte first in places[0])
        {
            foreach (byte second in places[1])
            {
                foreach (byte third in places[2])
                {
                    foreach (byte fourth in places[3])
                    {
                        slots.Add(Slot(BinaryPrimitives.ReadUInt32LittleEndian([first, second, third, fourth])));
                    }
                }
            }
        }

        return slots;
    }

    // Of a prefix that ends before it what the body may hold, or anything: by the lowest six bits.
    private static IEnumerable<byte> Fifths(TokenRow row) => row.Literal.Length > Bytes ? TokenRow.Cases(row.Rule, row.Literal[Bytes])
        : row.Rule.IsPlain ? row.Rule.Body.Bytes
        : Enumerable.Range(0, 64).Select(value => (byte)value);
}
