using System.Text;
using BotBottle.Core.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// The framing of a message, decided from its head by RFC 9112 section 6.3 with every ambiguity refused. Ambiguous framing, where two recipients find different
/// ends, allows request and response smuggling.
/// </summary>
/// <param name="Kind">The rule that delimits the content.</param>
/// <param name="Length">The content's length in bytes for <see cref="FramingKind.Length"/>; 0 otherwise.</param>
/// <param name="DeclaredLength">
/// The Content-Length of a response without content (to HEAD, or a 304). It is passed on. Null if there is none.
/// </param>
public readonly record struct MessageFraming(FramingKind Kind, long Length = 0, long? DeclaredLength = null)
{
    /// <summary>Framing without content.</summary>
    public static MessageFraming None => default;

    /// <summary>The chunked transfer coding.</summary>
    public static MessageFraming Chunked => new(FramingKind.Chunked);

    /// <summary>Content until the connection ends.</summary>
    public static MessageFraming UntilClose => new(FramingKind.UntilClose);

    /// <summary>Content of a known length in bytes. An explicit zero stays explicit.</summary>
    public static MessageFraming OfLength(long length) => new(FramingKind.Length, length);

    /// <summary>
    /// The framing of a request: chunked, a length, or none if both fields are missing. Any method may have content except CONNECT and TRACE (RFC 9110 sections
    /// 9.3.6, 9.3.8).
    /// </summary>
    /// <returns><see cref="RejectionReason.None"/>, or the reason for refusing the request.</returns>
    public static RejectionReason OfRequest(RequestHead head, out MessageFraming framing)
    {
        ArgumentNullException.ThrowIfNull(head);
        var reason = OfFields(head, out var declared);
        framing = declared ?? None;
        if (reason == RejectionReason.None && declared is not null && head.KnownMethod is RequestMethod.Connect or RequestMethod.Trace)
        {
            framing = None;
            return RejectionReason.UnexpectedContent;
        }

        return reason;
    }

    /// <summary>
    /// The framing of a response, by the method of its request. HEAD, 1xx, 204, 304 and 2xx to CONNECT have no content, whatever their fields say, but the
    /// fields must be valid. Without either field the content ends with the connection. The request is assumed to be HTTP/1.1, as <see cref="HeadWriter"/>
    /// writes it: chunked is then always allowed in an HTTP/1.1 response.
    /// </summary>
    /// <returns><see cref="RejectionReason.None"/>, or the reason for refusing the response.</returns>
    public static RejectionReason OfResponse(ResponseHead head, RequestMethod method, out MessageFraming framing)
    {
        ArgumentNullException.ThrowIfNull(head);
        framing = None;
        var reason = OfFields(head, out var declared);
        if (reason != RejectionReason.None)
        {
            return reason;
        }

        if (head.StatusCode is (>= 100 and < 200) or 204)
        {
            // RFC 9110 section 8.6 and RFC 9112 section 6.1 forbid both fields here. A zero length is common with 204 and harmless.
            return declared is null || (head.StatusCode == 204 && declared == OfLength(0)) ? RejectionReason.None : RejectionReason.UnexpectedContent;
        }

        if (method == RequestMethod.Connect && head.StatusCode is >= 200 and < 300)
        {
            return RejectionReason.None;
        }

        framing = method == RequestMethod.Head || head.StatusCode == 304
            ? new MessageFraming(FramingKind.None, 0, declared is { Kind: FramingKind.Length } length ? length.Length : null)
            : declared ?? UntilClose;
        return RejectionReason.None;
    }

    private static RejectionReason OfFields(MessageHead head, out MessageFraming? declared)
    {
        declared = null;
        var lengths = head.Fields.CountOf(FieldName.ContentLength);
        if (!head.Fields.TryGet(FieldName.TransferEncoding, out var coding))
        {
            return lengths == 0 ? RejectionReason.None : OfContentLength(head, lengths, out declared);
        }

        if (lengths > 0)
        {
            return RejectionReason.LengthWithTransferEncoding;
        }

        if (head.MinorVersion == 0)
        {
            return RejectionReason.TransferEncodingInHttp10;
        }

        if (head.Fields.CountOf(FieldName.TransferEncoding) > 1 || !Ascii.EqualsIgnoreCase(coding, "chunked"u8))
        {
            return RejectionReason.UnsupportedTransferEncoding;
        }

        declared = Chunked;
        return RejectionReason.None;
    }

    private static RejectionReason OfContentLength(MessageHead head, int lengths, out MessageFraming? declared)
    {
        declared = null;
        head.Fields.TryGet(FieldName.ContentLength, out var text);
        if (lengths > 1 || text.Contains((byte)','))
        {
            return RejectionReason.DuplicateContentLength;
        }

        if (!WireNumber.TryParseContentLength(text, out var length))
        {
            return RejectionReason.InvalidContentLength;
        }

        declared = OfLength(length);
        return RejectionReason.None;
    }
}
