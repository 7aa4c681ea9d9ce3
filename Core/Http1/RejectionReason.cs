namespace BotBottle.Core.Http1;

/// <summary>Reason for refusing a message. <see cref="Rejection.Of"/> has a status and a text for every one.</summary>
public enum RejectionReason
{
    /// <summary>The message is not refused.</summary>
    None,

    /// <summary>A line ends with LF alone. RFC 9112 section 2.2 lets a recipient accept it, but parsers disagree.</summary>
    BareLineFeed,

    /// <summary>CR without LF.</summary>
    BareCarriageReturn,

    /// <summary>The request line is longer than <see cref="HeadLimits.StartLineBytes"/>.</summary>
    RequestLineTooLong,

    /// <summary>The status line is longer than <see cref="HeadLimits.StartLineBytes"/>.</summary>
    StatusLineTooLong,

    /// <summary>The header fields are longer than <see cref="HeadLimits.FieldBytes"/>.</summary>
    FieldsTooLong,

    /// <summary>There are more fields than <see cref="HeadLimits.FieldCount"/>.</summary>
    TooManyFields,

    /// <summary>The Connection fields name more options than <see cref="HeaderTable.MaxConnectionOptions"/>.</summary>
    TooManyConnectionOptions,

    /// <summary>The request line is not <c>method SP target SP version</c>.</summary>
    InvalidRequestLine,

    /// <summary>The method is not a token.</summary>
    InvalidMethod,

    /// <summary>The status line is not <c>version SP code SP reason</c>.</summary>
    InvalidStatusLine,

    /// <summary>The version is not <c>HTTP/</c> digit <c>.</c> digit.</summary>
    InvalidVersion,

    /// <summary>An HTTP version other than 1.0 and 1.1.</summary>
    UnsupportedVersion,

    /// <summary>The connection preface of HTTP/2 (RFC 9113 section 3.4).</summary>
    Http2Preface,

    /// <summary>A request line without a version (HTTP/0.9).</summary>
    Http09,

    /// <summary>The target has a control character, a blank, a byte from 0x7F up, a backslash or a fragment.</summary>
    InvalidTarget,

    /// <summary>The form of the target does not fit the method, for example CONNECT with a path.</summary>
    TargetFormMismatch,

    /// <summary>An absolute-form target with a scheme other than http and https.</summary>
    UnsupportedScheme,

    /// <summary>User information (<c>user@host</c>) in an authority.</summary>
    UserinfoInTarget,

    /// <summary>The host or port of the target is not valid.</summary>
    InvalidAuthority,

    /// <summary>An HTTP/1.1 request without Host.</summary>
    MissingHost,

    /// <summary>More than one Host field.</summary>
    DuplicateHost,

    /// <summary>The Host field is not a valid host with an optional port.</summary>
    InvalidHost,

    /// <summary>The Host field names another authority than the target.</summary>
    HostMismatch,

    /// <summary>A line that begins with a blank: obs-fold (RFC 9112 section 5.2), or a blank before the first field.</summary>
    FoldedField,

    /// <summary>A field line without a colon.</summary>
    MissingColon,

    /// <summary>A field name that is empty or not a token, or has a blank before the colon.</summary>
    InvalidFieldName,

    /// <summary>A control character in a field value, or, in a request, a byte from 0x80 up.</summary>
    InvalidFieldValue,

    /// <summary>An Expect other than 100-continue.</summary>
    UnsupportedExpectation,

    /// <summary>A Max-Forwards of OPTIONS that is given twice or is not a plain decimal number.</summary>
    InvalidMaxForwards,

    /// <summary>Both Content-Length and Transfer-Encoding (RFC 9112 section 6.1).</summary>
    LengthWithTransferEncoding,

    /// <summary>More than one Content-Length, equal or not, as lines or as a list.</summary>
    DuplicateContentLength,

    /// <summary>A Content-Length that is not a plain decimal number up to 2^63 - 1.</summary>
    InvalidContentLength,

    /// <summary>A Transfer-Encoding that is not exactly one <c>chunked</c>.</summary>
    UnsupportedTransferEncoding,

    /// <summary>Transfer-Encoding in an HTTP/1.0 message (RFC 9112 section 6.1).</summary>
    TransferEncodingInHttp10,

    /// <summary>Announced content in a message that cannot have any: CONNECT and TRACE requests, 1xx and 204 responses.</summary>
    UnexpectedContent,

    /// <summary>A chunk size that is empty, not hexadecimal, longer than 16 digits or larger than 2^63 - 1 in sum.</summary>
    InvalidChunkSize,

    /// <summary>A chunk extension that violates the grammar of RFC 9112 section 7.1.1.</summary>
    InvalidChunkExtension,

    /// <summary>Chunk extensions over the limit for one chunk or for the body.</summary>
    ChunkExtensionsTooLong,

    /// <summary>Chunk data that is not followed by CRLF.</summary>
    InvalidChunkEnd,

    /// <summary>A trailer field that violates the rules of header fields.</summary>
    InvalidTrailer,

    /// <summary>Trailers over the limit in bytes or number.</summary>
    TrailersTooLong,

    /// <summary>A path with dots that only some servers take for a segment: beside an encoded slash or backslash, or before a parameter.</summary>
    DotSegment,

    /// <summary>A path with a plain backslash.</summary>
    BackslashInPath,

    /// <summary>A path with <c>%00</c>.</summary>
    NulInPath,

    /// <summary>A path with a <c>%</c> without two hexadecimal digits, or with a form of UTF-8 longer than the shortest.</summary>
    InvalidPathEncoding,
}
