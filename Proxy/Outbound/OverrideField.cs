using System.Text;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Header fields that make some upstreams treat a request as one for another method, path, host or origin than the one decided on. None of them is forwarded;
/// otherwise a rule on the request line could be bypassed. Rules on header fields must not count them either.
/// </summary>
internal static class OverrideField
{
    /// <summary>True if a field's name is one of them.</summary>
    public static bool Is(ReadOnlySpan<byte> name) =>
        Is(name, "forwarded"u8) || StartsWith(name, "x-forwarded-"u8) || Is(name, "x-real-ip"u8)
        || StartsWith(name, "x-original-"u8) || StartsWith(name, "x-rewrite-"u8)
        || Is(name, "x-http-method"u8) || Is(name, "x-http-method-override"u8) || Is(name, "x-method-override"u8)
        || Is(name, "x-host"u8) || Is(name, "x-http-host-override"u8)
        // The second path of WebDAV's COPY and MOVE (RFC 4918 section 10.3), which rules on paths do not see.
        || Is(name, "destination"u8);

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(name, other);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix);
}
