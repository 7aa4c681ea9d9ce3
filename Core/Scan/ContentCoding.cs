namespace BotBottle.Core.Scan;

/// <summary>Content coding (RFC 9110 section 8.4.1).</summary>
public enum ContentCoding
{
    /// <summary>No coding.</summary>
    Identity,

    /// <summary><c>gzip</c> or <c>x-gzip</c>.</summary>
    Gzip,

    /// <summary><c>deflate</c>: zlib by the RFC, raw deflate in practice.</summary>
    Deflate,

    /// <summary><c>br</c></summary>
    Brotli,

    /// <summary><c>zstd</c>; supported only if the system has the library.</summary>
    Zstd,

    /// <summary>Any other coding, or several in a row: the body is unreadable.</summary>
    Unsupported,
}
