namespace BotBottle.Core.Scan;

/// <summary>
/// Opens decoders, within limits that hold for all that are open at once. One instance serves a whole process; it may be used by many threads.
/// </summary>
/// <param name="limits">How much one body may grow.</param>
/// <param name="maxBrotli">How many Brotli decoders may be open at once: each may hold a window of 16 MiB outside the garbage collector's sight.</param>
public sealed class ContentDecoders(DecodeLimits limits, int maxBrotli = 4)
{
    private int _brotli;

    /// <summary>The Brotli decoders that are open now.</summary>
    public int OpenBrotli => Volatile.Read(ref _brotli);

    /// <summary>Opens a decoder; the caller disposes of it. Returns null if there is no coding to undo, if it is not supported, or if too many are open.</summary>
    public ContentDecoder? Open(ContentCoding coding)
    {
        switch (coding)
        {
            case ContentCoding.Gzip or ContentCoding.Deflate:
                return new InflateDecoder(coding, limits);
            case ContentCoding.Brotli when Interlocked.Increment(ref _brotli) <= maxBrotli:
                return new BrotliContentDecoder(limits, () => Interlocked.Decrement(ref _brotli));
            case ContentCoding.Brotli:
                Interlocked.Decrement(ref _brotli);
                return null;
            default:
                return null;
        }
    }
}
