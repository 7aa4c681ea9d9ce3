using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class MessageFramingTests
{
    [TestCase("", "None")]
    [TestCase("Content-Length: 0\r\n", "0")]
    [TestCase("content-length: \t9223372036854775807 \r\n", "9223372036854775807")]
    [TestCase("Transfer-Encoding: chunked\r\n", "Chunked")]
    [TestCase("TRANSFER-ENCODING: ChUnKeD\r\n", "Chunked")]
    public void The_framing_of_requests_is_read(string fields, string framing)
    {
        foreach (var method in new[] { "GET", "HEAD", "POST", "DELETE", "OPTIONS", "X" })
        {
            Assert.That(OfRequest($"{method} / HTTP/1.1\r\nHost: a\r\n{fields}\r\n"), Is.EqualTo(framing), method);
        }
    }

    [TestCase("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", RejectionReason.LengthWithTransferEncoding)]
    [TestCase("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", RejectionReason.LengthWithTransferEncoding)]
    [TestCase("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", RejectionReason.LengthWithTransferEncoding)]
    [TestCase("Content-Length: 5\r\nContent-Length: 5\r\n", RejectionReason.DuplicateContentLength)]
    [TestCase("Content-Length: 5\r\nCONTENT-LENGTH: 6\r\n", RejectionReason.DuplicateContentLength)]
    [TestCase("Content-Length: 5, 5\r\n", RejectionReason.DuplicateContentLength)]
    [TestCase("Content-Length: 5,\r\n", RejectionReason.DuplicateContentLength)]
    [TestCase("Content-Length:\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: +5\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: -5\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: 0x5\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: 5_0\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: 010\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: 5 0\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: \"5\"\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: 5\u00a0\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: \u00855\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: \u00b2\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: 9223372036854775808\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Content-Length: 1000000000000000000000\r\n", RejectionReason.InvalidContentLength)]
    [TestCase("Transfer-Encoding:\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: ,chunked\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: chunked,\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: chunked, identity\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: gzip, chunked\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: chunked, chunked\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: xchunked\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: chunkedx\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: \"chunked\"\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: chunked;q=1\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", RejectionReason.UnsupportedTransferEncoding)]
    [TestCase("Transfer-Encoding: identity\r\n", RejectionReason.UnsupportedTransferEncoding)]
    public void Ambiguous_framing_is_refused_in_both_directions(string fields, RejectionReason reason)
    {
        Assert.That(OfRequest($"POST / HTTP/1.1\r\nHost: a\r\n{fields}\r\n"), Is.EqualTo(reason.ToString()));
        foreach (var method in Enum.GetValues<RequestMethod>())
        {
            Assert.That(OfResponse($"HTTP/1.1 200 OK\r\n{fields}\r\n", method), Is.EqualTo(reason.ToString()), method.ToString());
            Assert.That(OfResponse($"HTTP/1.1 304 x\r\n{fields}\r\n", method), Is.EqualTo(reason.ToString()), method.ToString());
        }
    }

    [TestCase("\u000bchunked")]
    [TestCase("chunked\u000c")]
    public void Padding_other_than_blanks_is_refused_in_the_head(string coding)
    {
        Assert.That(Heads.RequestVerdict($"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {coding}\r\n\r\n"), Is.EqualTo(RejectionReason.InvalidFieldValue));
        Assert.That(Heads.ResponseVerdict($"HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n"), Is.EqualTo(RejectionReason.InvalidFieldValue));
    }

    [TestCase("\u00a0chunked")]
    [TestCase("chunked\u0085")]
    [TestCase("chun\u00e2\u0084\u00aaed")]
    public void Lookalikes_of_chunked_outside_ASCII_are_refused(string coding)
    {
        Assert.That(OfRequest($"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {coding}\r\n\r\n"), Is.EqualTo("UnsupportedTransferEncoding"));
        Assert.That(OfResponse($"HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n"), Is.EqualTo("UnsupportedTransferEncoding"));
    }

    [Test]
    public void Transfer_encoding_needs_http_1_1()
    {
        Assert.That(OfRequest("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), Is.EqualTo("TransferEncodingInHttp10"));
        Assert.That(OfResponse("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), Is.EqualTo("TransferEncodingInHttp10"));
        Assert.That(OfRequest("POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\n"), Is.EqualTo("5"));
    }

    [TestCase("CONNECT a:443", "Content-Length: 5\r\n")]
    [TestCase("CONNECT a:443", "Content-Length: 0\r\n")]
    [TestCase("CONNECT a:443", "Transfer-Encoding: chunked\r\n")]
    [TestCase("TRACE /", "Content-Length: 5\r\n")]
    [TestCase("TRACE /", "Transfer-Encoding: chunked\r\n")]
    public void CONNECT_and_TRACE_have_no_content(string start, string fields) =>
        Assert.That(OfRequest($"{start} HTTP/1.1\r\nHost: a\r\n{fields}\r\n"), Is.EqualTo("UnexpectedContent"));

    [TestCase(200, "Content-Length: 5\r\n", RequestMethod.Get, "5")]
    [TestCase(200, "Content-Length: 0\r\n", RequestMethod.Post, "0")]
    [TestCase(200, "Transfer-Encoding: chunked\r\n", RequestMethod.Get, "Chunked")]
    [TestCase(200, "", RequestMethod.Get, "UntilClose")]
    [TestCase(200, "", RequestMethod.Head, "None")]
    [TestCase(200, "Content-Length: 5\r\n", RequestMethod.Head, "None 5")]
    [TestCase(200, "Transfer-Encoding: chunked\r\n", RequestMethod.Head, "None")]
    [TestCase(304, "Content-Length: 5\r\n", RequestMethod.Get, "None 5")]
    [TestCase(304, "Transfer-Encoding: chunked\r\n", RequestMethod.Get, "None")]
    [TestCase(204, "", RequestMethod.Get, "None")]
    [TestCase(204, "Content-Length: 0\r\n", RequestMethod.Get, "None")]
    [TestCase(204, "Content-Length: 5\r\n", RequestMethod.Get, "UnexpectedContent")]
    [TestCase(204, "Transfer-Encoding: chunked\r\n", RequestMethod.Get, "UnexpectedContent")]
    [TestCase(100, "", RequestMethod.Post, "None")]
    [TestCase(100, "Content-Length: 0\r\n", RequestMethod.Post, "UnexpectedContent")]
    [TestCase(103, "Transfer-Encoding: chunked\r\n", RequestMethod.Get, "UnexpectedContent")]
    [TestCase(101, "", RequestMethod.Get, "None")]
    [TestCase(200, "", RequestMethod.Connect, "None")]
    [TestCase(299, "Content-Length: 5\r\n", RequestMethod.Connect, "None")]
    [TestCase(407, "Content-Length: 5\r\n", RequestMethod.Connect, "5")]
    public void The_framing_of_responses_follows_method_and_status(int status, string fields, RequestMethod method, string framing) =>
        Assert.That(OfResponse($"HTTP/1.1 {status} x\r\n{fields}\r\n", method), Is.EqualTo(framing));

    private static string OfRequest(string wire) =>
        Describe(MessageFraming.OfRequest(Heads.Request(wire), out var framing), framing);

    private static string OfResponse(string wire, RequestMethod method = RequestMethod.Get) =>
        Describe(MessageFraming.OfResponse(Heads.Response(wire), method, out var framing), framing);

    private static string Describe(RejectionReason reason, MessageFraming framing) => (reason, framing) switch
    {
        (not RejectionReason.None, _) => reason.ToString(),
        (_, { Kind: FramingKind.Length, DeclaredLength: null }) => $"{framing.Length}",
        (_, { Length: 0, DeclaredLength: { } declared }) => $"{framing.Kind} {declared}",
        (_, { Length: 0 }) => framing.Kind.ToString(),
        _ => "inconsistent",
    };
}
