using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>What <see cref="EncodedFilter"/> found in the blocks ahead of a loop.</summary>
/// <param name="filter">The filter, which is made if it is needed.</param>
/// <param name="found">A buffer for its result.</param>
internal ref struct EncodedPlaces(Lazy<EncodedFilter> filter, Span<uint> found)
{
    private readonly Span<uint> _found = found;
    private int _from;
    private int _to;

    /// <summary>A bit for each of 32 places in a run of digits at which an encoded prefix may begin.</summary>
    /// <param name="text">The text.</param>
    /// <param name="block">The first place; it grows by 32 with each call, or by a multiple.</param>
    public uint Of(ReadOnlySpan<byte> text, int block)
    {
        if (block >= _to)
        {
            _from = block;
            _to = block + (filter.Value.Fill(text, block, _found) * NibbleSet.Block);
        }

        return block < _to ? _found[(block - _from) / NibbleSet.Block] : uint.MaxValue;
    }
}
