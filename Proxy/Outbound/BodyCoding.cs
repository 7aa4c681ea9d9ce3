using BotBottle.Core.Http1;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Outbound;

/// <summary>Reads from a message's head how its body is encoded.</summary>
internal static class BodyCoding
{
    // Parts of field names: every service has a field of its own (X-Hub-Signature-256, Stripe-Signature, x-amz-checksum-crc32, X-Goog-Hash).
    private static readonly string[] Digests = ["signature", "digest", "checksum", "-hash", "content-md5", "sha256"];

    /// <summary>The content coding (RFC 9110 section 8.4). Several codings, or one that the proxy cannot decode, count as unsupported.</summary>
    public static ContentCoding Of(HeaderTable fields) => fields.CountOf(FieldName.ContentEncoding) switch
    {
        0 => ContentCoding.Identity,
        1 when fields.TryGet(FieldName.ContentEncoding, out ReadOnlySpan<byte> coding) => ContentCodings.Parse(coding),
        _ => ContentCoding.Unsupported,
    };

    /// <summary>True if the message has a digest or a signature of its content, which a change would invalidate.</summary>
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
