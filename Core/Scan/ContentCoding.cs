namespace BotBottle.Core.Scan;

/// <summary>The content codings (RFC 9110 section 8.4.1) as far as they are told apart.</summary>
public enum ContentCoding
{
    /// <summary>No coding.</summary>
    Identity,

    /// <summary><c>gzip</c> or <c>x-gzip</c>.</summary>
    Gzip,

    /// <summary><c>deflate</c>: zlib by the RFC, raw deflate by custom.</summary>
    Deflate,

    /// <summary><c>br</c></summary>
    Brotli,

    /// <summary><c>zstd</c>; read only where the system has the library.</summary>
    Zstd,

    /// <summary>Everything else, several codings in a row among it: the body cannot be read.</summary>
    Unsupported,
}
