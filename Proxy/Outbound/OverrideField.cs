using System.Text;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Fields by which some upstreams take a request for another method, path, host or origin than the one that was decided on. None of them is
/// forwarded: a rule that looks at the request line would otherwise be no rule. Rules on fields must not count them either.
/// </summary>
internal static class OverrideField
{
    /// <summary>Whether a name is one of them.</summary>
    public static bool Is(ReadOnlySpan<byte> name) =>
        Is(name, "forwarded"u8) || StartsWith(name, "x-forwarded-"u8) || Is(name, "x-real-ip"u8)
        || StartsWith(name, "x-original-"u8) || StartsWith(name, "x-rewrite-"u8)
        || Is(name, "x-http-method"u8) || Is(name, "x-http-method-override"u8) || Is(name, "x-method-override"u8)
        || Is(name, "x-host"u8) || Is(name, "x-http-host-override"u8)
        // The second path of WebDAV's COPY and MOVE (RFC 4918 section 10.3), which no rule on paths sees.
        || Is(name, "destination"u8);

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(name, other);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix);
}
