using BotBottle.Core.Http1;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Outbound;

/// <summary>How a message's body is coded, by its head.</summary>
internal static class BodyCoding
{
    // Parts of names: every service has a field of its own (X-Hub-Signature-256, Stripe-Signature, x-amz-checksum-crc32, X-Goog-Hash).
    private static readonly string[] Digests = ["signature", "digest", "checksum", "-hash", "content-md5", "sha256"];

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
        foreach (HeaderField field in fields)
        {
            string name = System.Text.Encoding.Latin1.GetString(field.Name);
            if (Digests.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }
        return fields.TryGet("authorization"u8, out ReadOnlySpan<byte> value) && value.StartsWith("AWS4-"u8);
    }
}
