using BotBottle.Core.Http1;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Exchange;

/// <summary>How a message's body is coded, by its head.</summary>
internal static class BodyCoding
{
    private static readonly byte[][] Digests =
    [
        .. new[] { "content-md5", "digest", "content-digest", "repr-digest", "signature", "signature-input", "x-amz-content-sha256", "x-goog-hash", "x-ms-content-sha256" }
            .Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <summary>Its content coding (RFC 9110 section 8.4); more than one, or one that nobody here can undo, is unsupported.</summary>
    public static ContentCoding Of(HeaderTable fields) => fields.CountOf(FieldName.ContentEncoding) switch
    {
        0 => ContentCoding.Identity,
        1 when fields.TryGet(FieldName.ContentEncoding, out ReadOnlySpan<byte> coding) => ContentCodings.Parse(coding),
        _ => ContentCoding.Unsupported,
    };

    /// <summary>Whether a digest or a signature of the content goes along, which a change would break.</summary>
    public static bool IsSigned(HeaderTable fields)
    {
        foreach (byte[] name in Digests)
        {
            if (fields.Contains(name))
            {
                return true;
            }
        }
        return fields.TryGet("authorization"u8, out ReadOnlySpan<byte> value) && value.StartsWith("AWS4-"u8);
    }
}
