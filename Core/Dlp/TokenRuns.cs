namespace BotBottle.Core.Dlp;

/// <summary>
/// Measures how far the bytes of each set reach in one text, and what its JOSE headers hold. All places in a run share a measurement, however many prefixes
/// overlap in it, so that each byte is read only a few times for any input.
/// </summary>
internal sealed class TokenRuns
{
    // Measured ahead, so that the next place needs no measurement.
    private const int Ahead = 512;

    private readonly (int Start, int End)[] _runs = new (int, int)[TokenCharset.Count];
    private (int From, int At) _digit = (0, -1);
    private readonly (int From, int End, int Algorithm)[] _headers = new (int, int, int)[4];

    /// <summary>Clears the measurements, for another text.</summary>
    public void Clear()
    {
        Array.Clear(_runs);
        Array.Clear(_headers);
        _digit = (0, -1);
    }

    /// <summary>True if a decimal digit is among the first bytes from a place on.</summary>
    /// <param name="text">The text; it may be longer or shorter than before, but otherwise the same.</param>
    /// <param name="from">The place.</param>
    /// <param name="count">The number of bytes, which the text has; at most 512.</param>
    public bool HasDigit(ReadOnlySpan<byte> text, int from, int count)
    {
        // No digit is between the two places.
        if (from < _digit.From || from > _digit.At || (_digit.At - from < count && !char.IsAsciiDigit((char)text[_digit.At])))
        {
            ReadOnlySpan<byte> ahead = text[from..Math.Min(text.Length, from + Ahead)];
            int found = ahead.IndexOfAnyInRange((byte)'0', (byte)'9');
            _digit = (from, from + (found < 0 ? ahead.Length : found));
        }

        return _digit.At - from < count;
    }

    /// <summary>The end of the bytes of a set from a place on. An end less than <paramref name="need"/> bytes after it is exact.</summary>
    /// <param name="text">The text; it may be longer or shorter than before, but otherwise the same.</param>
    /// <param name="body">The place.</param>
    /// <param name="set">The set.</param>
    /// <param name="need">The number of bytes that the caller needs.</param>
    public int End(ReadOnlySpan<byte> text, int body, TokenCharset set, int need)
    {
        ref (int Start, int End) run = ref _runs[set.Index];
        if (body < run.Start)
        {
            // After a shorter prefix than the last one's.
            int before = body + set.Run(text[body..Math.Min(text.Length, run.Start)]);
            if (before < run.Start)
            {
                return before;
            }

            run.Start = body;
        }
        else if (body > run.End)
        {
            run = (body, body);
        }

        if (run.End - body < need && run.End < text.Length && set.Contains(text[run.End]))
        {
            run.End += set.Run(text[run.End..Math.Min(text.Length, Math.Max(body + need, run.End) + Ahead)]);
        }

        return Math.Min(run.End, text.Length);
    }

    /// <summary>
    /// True if the Base64url digits in [at, end) are a JOSE header (RFC 7515 section 4.1: "alg" is required). Headers with the same end decode each digit once.
    /// </summary>
    public bool IsJoseHeader(ReadOnlySpan<byte> text, int at, int end)
    {
        ref (int From, int End, int Algorithm) header = ref _headers[at & 3];
        if (header.End != end || at < header.From)
        {
            Span<byte> decoded = stackalloc byte[Base64Text.DecodedBytes(end - at)];
            int length = Base64Text.Decode(text[at..end], decoded, out _);
            header = (at, end, decoded[..length].LastIndexOf("\"alg\""u8));
        }

        return header.Algorithm > (at - header.From) / 4 * 3;
    }
}
