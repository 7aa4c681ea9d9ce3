namespace BotBottle.Core.Http1;

/// <summary>Reads the Connection header field (RFC 9110 section 7.6.1, RFC 9112 section 9).</summary>
public static class ConnectionField
{
    /// <summary>
    /// True if the sender keeps its connection: in HTTP/1.1 unless it says <c>close</c>, in HTTP/1.0 only if it says <c>keep-alive</c>. <c>Proxy-Connection</c>
    /// is ignored (RFC 9112 appendix C.2.2).
    /// </summary>
    public static bool KeepsAlive(HeaderTable fields, int minorVersion)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return !fields.HasConnectionOption("close"u8)
            && (minorVersion == 1 || fields.HasConnectionOption("keep-alive"u8));
    }

    /// <summary>
    /// True if the head requests (or, in a 101, accepts) only this protocol: Connection names <c>upgrade</c>, and there is one Upgrade field that equals
    /// <paramref name="protocol"/>, ignoring case (RFC 9110 section 7.8).
    /// </summary>
    public static bool Upgrades(HeaderTable fields, ReadOnlySpan<byte> protocol)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return fields.CountOf(FieldName.Upgrade) == 1
            && fields.TryGet(FieldName.Upgrade, out var value)
            && System.Text.Ascii.EqualsIgnoreCase(value, protocol)
            && fields.HasConnectionOption(FieldName.Upgrade);
    }
}
