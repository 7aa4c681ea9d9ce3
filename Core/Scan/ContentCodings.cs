namespace BotBottle.Core.Scan;

/// <summary>Parses names of content codings.</summary>
public static class ContentCodings
{
    /// <summary>Parses a Content-Encoding value: empty is identity, one known name is that coding, anything else is unsupported.</summary>
    public static ContentCoding Parse(ReadOnlySpan<byte> value)
    {
        var name = value.Trim(" \t"u8);
        if (name.IsEmpty || Is(name, "identity"u8))
        {
            return ContentCoding.Identity;
        }

        if (Is(name, "gzip"u8) || Is(name, "x-gzip"u8))
        {
            return ContentCoding.Gzip;
        }

        if (Is(name, "deflate"u8))
        {
            return ContentCoding.Deflate;
        }

        if (Is(name, "br"u8))
        {
            return ContentCoding.Brotli;
        }

        return Is(name, "zstd"u8) ? ContentCoding.Zstd : ContentCoding.Unsupported;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) => System.Text.Ascii.EqualsIgnoreCase(name, known);
}
