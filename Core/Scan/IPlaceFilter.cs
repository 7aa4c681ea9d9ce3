namespace BotBottle.Core.Scan;

/// <summary>Finds the places of a text at which one of many literals may begin, by its first bytes.</summary>
internal interface IPlaceFilter
{
    /// <summary>Collects the places in [from, to) at which a literal may begin. The last places, with too few bytes for a decision, always count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The first place to look at.</param>
    /// <param name="to">The end of the range.</param>
    /// <param name="places">The buffer for the places, at least 128.</param>
    /// <param name="next">The place at which to continue; all places before it are done.</param>
    /// <returns>The number of places.</returns>
    int Collect(ReadOnlySpan<byte> text, int from, int to, Span<int> places, out int next);
}

/// <summary>
/// The literals of a filter. Some of them count only at an edge: where the byte before belongs to no word, or may end an escape.
/// </summary>
/// <param name="Anywhere">For each literal that begins anywhere, the possible bytes at its first four places.</param>
/// <param name="AtEdge">The same for those that begin only at an edge.</param>
/// <param name="Word">The bytes of a word.</param>
/// <param name="Ending">Those of them that may be the last one of an escape.</param>
/// <param name="BeforeEnding">The bytes that may be before the last one of an escape.</param>
internal sealed record PlaceLiterals(
    IEnumerable<IReadOnlyList<byte>[]> Anywhere, IEnumerable<IReadOnlyList<byte>[]> AtEdge, IEnumerable<byte> Word, IEnumerable<byte> Ending,
    IEnumerable<byte> BeforeEnding);
