namespace BotBottle.Core.Http1;

/// <summary>The status and the text of a refusal of a malformed message.</summary>
/// <param name="Status">The status for a refused request. A refused response is always a 502.</param>
/// <param name="Text">A sentence without its first capital and full stop, which fits both "request" and "response".</param>
public readonly record struct Rejection(int Status, string Text)
{
    /// <summary>Returns the status and text of a reason. An unlisted reason throws; a test lists them all.</summary>
    public static Rejection Of(RejectionReason reason) => reason switch
    {
        RejectionReason.BareLineFeed => new(400, "a line ends with LF alone; only CRLF ends a line"),
        RejectionReason.BareCarriageReturn => new(400, "there is a CR without LF"),
        RejectionReason.RequestLineTooLong => new(414, "the request line is too long"),
        RejectionReason.StatusLineTooLong => new(400, "the status line is too long"),
        RejectionReason.FieldsTooLong => new(431, "the header fields are too long"),
        RejectionReason.TooManyFields => new(431, "there are too many header fields"),
        RejectionReason.TooManyConnectionOptions => new(431, "the Connection fields name too many options"),
        RejectionReason.InvalidRequestLine => new(400, "the request line is not 'method target version' with one space between"),
        RejectionReason.InvalidMethod => new(400, "the method is not a token"),
        RejectionReason.InvalidStatusLine => new(400, "the status line is not 'version code reason' with one space between"),
        RejectionReason.InvalidVersion => new(400, "the version is not HTTP/1.1 or HTTP/1.0"),
        RejectionReason.UnsupportedVersion => new(505, "only HTTP/1.1 and HTTP/1.0 are spoken here"),
        RejectionReason.Http2Preface => new(505, "HTTP/2 without negotiation is not spoken here; use HTTP/1.1"),
        RejectionReason.Http09 => new(505, "the request line has no version, and HTTP/0.9 is not spoken here"),
        RejectionReason.InvalidTarget => new(400, "the target has a blank, a control character, a backslash, a fragment or a byte outside ASCII"),
        RejectionReason.TargetFormMismatch => new(400, "this form of target does not go with this method"),
        RejectionReason.UnsupportedScheme => new(400, "the scheme of the target is neither http nor https"),
        RejectionReason.UserinfoInTarget => new(400, "the target has user information before its host"),
        RejectionReason.InvalidAuthority => new(400, "the host or port of the target is not valid"),
        RejectionReason.MissingHost => new(400, "there is no Host field"),
        RejectionReason.DuplicateHost => new(400, "there is more than one Host field"),
        RejectionReason.InvalidHost => new(400, "the Host field is not a valid host"),
        RejectionReason.HostMismatch => new(400, "the Host field names another place than the target"),
        RejectionReason.FoldedField => new(400, "a header line begins with a blank"),
        RejectionReason.MissingColon => new(400, "a header line has no colon"),
        RejectionReason.InvalidFieldName => new(400, "the name of a header field is not a token directly before its colon"),
        RejectionReason.InvalidFieldValue => new(400, "the value of a header field has a control character or a byte outside ASCII"),
        RejectionReason.UnsupportedExpectation => new(417, "an expectation other than 100-continue cannot be met"),
        RejectionReason.InvalidMaxForwards => new(400, "the Max-Forwards is not one plain decimal number"),
        RejectionReason.LengthWithTransferEncoding => new(400, "there are both Content-Length and Transfer-Encoding"),
        RejectionReason.DuplicateContentLength => new(400, "there is more than one Content-Length"),
        RejectionReason.InvalidContentLength => new(400, "the Content-Length is not a plain decimal number"),
        RejectionReason.UnsupportedTransferEncoding => new(400, "the Transfer-Encoding is not exactly 'chunked'"),
        RejectionReason.TransferEncodingInHttp10 => new(400, "HTTP/1.0 has no Transfer-Encoding"),
        RejectionReason.UnexpectedContent => new(400, "content is announced where none can be"),
        RejectionReason.InvalidChunkSize => new(400, "a chunk size is not a plain hexadecimal number"),
        RejectionReason.InvalidChunkExtension => new(400, "a chunk extension is malformed"),
        RejectionReason.ChunkExtensionsTooLong => new(400, "the chunk extensions are too long"),
        RejectionReason.InvalidChunkEnd => new(400, "the data of a chunk does not end with CRLF"),
        RejectionReason.InvalidTrailer => new(400, "a trailer field is malformed"),
        RejectionReason.TrailersTooLong => new(431, "the trailer fields are too long or too many"),
        RejectionReason.DotSegment => new(400, "the path has '.' or '..' beside an encoded slash or backslash, or before ';'"),
        RejectionReason.BackslashInPath => new(400, "the path has a backslash"),
        RejectionReason.NulInPath => new(400, "the path has an encoded NUL"),
        RejectionReason.InvalidPathEncoding => new(400, "the path has a percent-encoding that is malformed or overlong UTF-8"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "no rejection"),
    };
}
