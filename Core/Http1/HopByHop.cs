using System.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// Decides which header fields end at this hop and which are forwarded (RFC 9110 section 7.6.1). Framing fields count as ending here too:
/// <see cref="HeadWriter.WriteFraming"/> writes new ones.
/// </summary>
/// <remarks>
/// Dropped: Connection and its nominated fields, Keep-Alive, Proxy-*, TE, Trailer, Transfer-Encoding, Content-Length, Upgrade, HTTP2-Settings, Expect (the
/// proxy handles it), and our own control fields <c>X-Bot-Bottle-*</c>, which neither side may set. A nomination of a field on which policy depends (Host,
/// Authorization, Cookie, Content-*, X-Api-Key and similar ones) is ignored: otherwise a client could make the proxy remove the fields that the upstream judges
/// by. Rules on other fields must check <see cref="Drops"/> too, because a dropped field does not count.
/// </remarks>
public readonly ref struct HopByHop
{
    private readonly HeaderTable _fields;

    /// <summary>Prepares the decision for the fields of one head.</summary>
    public HopByHop(HeaderTable fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _fields = fields;
    }

    /// <summary>True if a field of the head must not be forwarded.</summary>
    public bool Drops(HeaderField field) => IsHopByHop(field.Name) || IsNominated(field.Name);

    /// <summary>True for a name that is always hop-by-hop, framing or our own.</summary>
    public static bool IsHopByHop(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => Is(name, "te"u8),
        6 => Is(name, FieldName.Expect),
        7 => Is(name, FieldName.Upgrade) || Is(name, "trailer"u8),
        10 => Is(name, FieldName.Connection) || Is(name, "keep-alive"u8),
        14 => Is(name, FieldName.ContentLength) || Is(name, "http2-settings"u8),
        17 => Is(name, FieldName.TransferEncoding),
        _ => false,
    } || StartsWith(name, "proxy-"u8) || StartsWith(name, "x-bot-bottle-"u8);

    private bool IsNominated(ReadOnlySpan<byte> name) =>
        _fields.HasConnectionOption(name) && !IsProtected(name);

    private static bool IsProtected(ReadOnlySpan<byte> name) =>
        Is(name, FieldName.Host) || Is(name, FieldName.Authorization) || Is(name, FieldName.Cookie) || Is(name, "set-cookie"u8)
        || Is(name, FieldName.ApiKey) || Is(name, "api-key"u8) || Is(name, "x-goog-api-key"u8)
        || StartsWith(name, "content-"u8);

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(name, other);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix);
}
