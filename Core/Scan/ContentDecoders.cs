namespace BotBottle.Core.Scan;

/// <summary>
/// Opens decoders, within limits that hold for all that are open at once. One instance serves a whole process; it may be used by many threads.
/// </summary>
/// <param name="limits">How much one body may grow.</param>
/// <param name="maxWide">
/// How many Brotli and zstd decoders may be open at once. Their windows (16 MiB measured as 16.6, and 8 MiB) lie outside the garbage collector's sight;
/// gzip and deflate need 40 KiB and are not counted.
/// </param>
public sealed class ContentDecoders(DecodeLimits limits, int maxWide = 8)
{
    private int _wide;

    /// <summary>The Brotli and zstd decoders that are open now.</summary>
    public int OpenWide => Volatile.Read(ref _wide);

    /// <summary>Opens a decoder; the caller disposes of it. Returns null if there is no coding to undo, if it is not supported, or if too many are open.</summary>
    public ContentDecoder? Open(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip or ContentCoding.Deflate => new InflateDecoder(coding, limits),
        ContentCoding.Brotli or ContentCoding.Zstd => OpenCounted(coding),
        _ => null,
    };

    private ContentDecoder? OpenCounted(ContentCoding coding)
    {
        if (Interlocked.Increment(ref _wide) > maxWide)
        {
            Release();
            return null;
        }

        ContentDecoder? decoder = coding == ContentCoding.Brotli ? new BrotliContentDecoder(limits, Release) : ZstdContentDecoder.Open(limits, Release);
        if (decoder is null)
        {
            Release();
        }

        return decoder;
    }

    private void Release() => Interlocked.Decrement(ref _wide);
}
