namespace BotBottle.Core.Dlp;

/// <summary>The finds of an <see cref="IEncodedFilter"/> in the blocks ahead of a loop.</summary>
/// <param name="filter">The filter, which is made if it is needed.</param>
/// <param name="found">A buffer for its result.</param>
internal ref struct EncodedPlaces(Lazy<IEncodedFilter> filter, Span<ulong> found)
{
    private readonly Span<ulong> _found = found;
    private int _from;
    private int _to;

    /// <summary>The places of a block, in a run of digits, at which an encoded prefix may begin.</summary>
    /// <param name="text">The text.</param>
    /// <param name="block">The first place; it grows by 64 with each call, or by a multiple.</param>
    /// <param name="places">A bit for each place that is asked for.</param>
    /// <param name="isLong">True if the run goes on behind the block.</param>
    public ulong Of(ReadOnlySpan<byte> text, int block, ulong places, bool isLong)
    {
        if (block >= _to)
        {
            _from = block;
            _to = block + (filter.Value.Fill(text, block, isLong ? _found : _found[..1]) * IEncodedFilter.Block);
        }

        return block < _to ? places & _found[(block - _from) / IEncodedFilter.Block] : places;
    }
}
