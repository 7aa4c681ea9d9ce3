namespace BotBottle.Core.Scan;

/// <summary>
/// Opens decoders, within limits for all open ones together. One instance serves a whole process. Safe for several threads.
/// </summary>
/// <param name="limits">The limits of one body.</param>
/// <param name="maxWide">
/// Maximum number of open Brotli and zstd decoders. Their windows (16 MiB, measured as 16.6, and 8 MiB) are native memory that the garbage collector does not
/// see; gzip and deflate need 40 KiB and are not counted.
/// </param>
public sealed class ContentDecoders(DecodeLimits limits, int maxWide = 8)
{
    private int _wide;

    /// <summary>The number of open Brotli and zstd decoders.</summary>
    public int OpenWide => Volatile.Read(ref _wide);

    /// <summary>Opens a decoder, which the caller disposes of. Returns null if there is no coding, if it is unsupported, or if too many are open.</summary>
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
