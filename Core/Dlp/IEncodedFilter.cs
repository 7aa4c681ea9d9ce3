namespace BotBottle.Core.Dlp;

/// <summary>Finds the places in runs of Base64 or hex digits at which an encoded prefix may begin.</summary>
internal interface IEncodedFilter
{
    /// <summary>The number of places per element.</summary>
    const int Block = 64;

    /// <summary>The most elements that one call fills.</summary>
    const int MostBlocks = 8;

    /// <summary>Finds such places.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The first place.</param>
    /// <param name="found">Receives a bit for each place. A place without 16 digits from there on has any value.</param>
    /// <returns>The number of elements that are filled: 0 near either end of the text, where the places remain undecided.</returns>
    int Fill(ReadOnlySpan<byte> text, int at, Span<ulong> found);
}
