using System.Text;
using BotBottle.Core.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// How a message is framed, decided from its head by RFC 9112 section 6.3 with every ambiguity refused: the cases in which two recipients
/// find different ends are those by which requests and responses are smuggled.
/// </summary>
/// <param name="Kind">How the end of the content is found.</param>
/// <param name="Length">The content's bytes where <paramref name="Kind"/> is <see cref="FramingKind.Length"/>; 0 otherwise.</param>
/// <param name="DeclaredLength">
/// A Content-Length that says what the content would have been (a response to HEAD, a 304): passed on, and without content. Null where there is none.
/// </param>
public readonly record struct MessageFraming(FramingKind Kind, long Length = 0, long? DeclaredLength = null)
{
    /// <summary>No content.</summary>
    public static MessageFraming None => default;

    /// <summary>The chunked transfer coding.</summary>
    public static MessageFraming Chunked => new(FramingKind.Chunked);

    /// <summary>Content to the end of the connection.</summary>
    public static MessageFraming UntilClose => new(FramingKind.UntilClose);

    /// <summary>Content of a known length in bytes, 0 included: an explicit zero stays explicit.</summary>
    public static MessageFraming OfLength(long length) => new(FramingKind.Length, length);

    /// <summary>
    /// The framing of a request: chunked, a length, or none where neither field is there. Any method may have content but CONNECT and TRACE
    /// (RFC 9110 sections 9.3.6, 9.3.8).
    /// </summary>
    /// <returns><see cref="RejectionReason.None"/>, or why the request is refused.</returns>
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
    /// The framing of a response, by the method of the request that it answers: HEAD, 1xx, 204, 304 and 2xx to CONNECT have no content whatever
    /// their fields say, but the fields have to be valid all the same; without either field the content ends with the connection.
    /// The request is taken to have been HTTP/1.1, as <see cref="HeadWriter"/> writes it: chunked is then always allowed in an HTTP/1.1 response.
    /// </summary>
    /// <returns><see cref="RejectionReason.None"/>, or why the response is refused.</returns>
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
            // RFC 9110 section 8.6 and RFC 9112 section 6.1 forbid both fields here. A zero length is common with 204 and says nothing false.
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
