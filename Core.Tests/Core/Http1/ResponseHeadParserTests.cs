using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class ResponseHeadParserTests
{
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "OK", 1)]
    [TestCase("HTTP/1.0 404 Not Found\r\n\r\n", 404, "Not Found", 0)]
    [TestCase("HTTP/1.1 200 \r\n\r\n", 200, "", 1)]
    [TestCase("HTTP/1.1 200\r\n\r\n", 200, "", 1)]
    [TestCase("HTTP/1.1 999 \u00e9\tx\r\n\r\n", 999, "\u00e9\tx", 1)]
    public void The_parts_of_a_status_line_are_read(string wire, int status, string reason, int minor)
    {
        Assert.That(Heads.ResponseVerdict(wire), Is.EqualTo(RejectionReason.None));
        var head = Heads.Response(wire);
        Assert.That((head.StatusCode, Encoding.Latin1.GetString(head.Reason), head.MinorVersion), Is.EqualTo((status, reason, minor)));
    }

    [TestCase("HTTP/1.1 20 OK\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1 2000 OK\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1 099 OK\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1 +20 OK\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1  200 OK\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1\t200 OK\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1 200\tOK\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1 200 O\0K\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.1 200 OK\n", RejectionReason.BareLineFeed)]
    [TestCase("HTTP/1.1 200 OK\rX", RejectionReason.BareCarriageReturn)]
    [TestCase("HTTP/2.0 200 OK\r\n", RejectionReason.UnsupportedVersion)]
    [TestCase("HTTP/1.10 200 OK\r\n", RejectionReason.InvalidStatusLine)]
    [TestCase("HTTP/1.x 200 OK\r\n", RejectionReason.InvalidVersion)]
    [TestCase("HTTP 200 OK\r\n", RejectionReason.InvalidVersion)]
    [TestCase("ICY 200 OK\r\n", RejectionReason.InvalidVersion)]
    [TestCase("SSH-2.0-x", RejectionReason.InvalidVersion)]
    [TestCase("\r\nHTTP/1.1 200 OK\r\n", RejectionReason.InvalidVersion)]
    [TestCase("HTTP/1.1 200 OK\r\n a: b\r\n", RejectionReason.FoldedField)]
    [TestCase("HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\n", RejectionReason.FoldedField)]
    [TestCase("HTTP/1.1 200 OK\r\nA : b\r\n", RejectionReason.InvalidFieldName)]
    [TestCase("HTTP/1.1 200 OK\r\nA\r\n", RejectionReason.MissingColon)]
    [TestCase("HTTP/1.1 200 OK\r\nA: b\0\r\n", RejectionReason.InvalidFieldValue)]
    public void Malformed_status_lines_are_refused(string wire, RejectionReason reason) =>
        Assert.That(Heads.ResponseVerdict(wire), Is.EqualTo(reason));

    [Test]
    public void Bytes_from_0x80_are_allowed_in_field_values()
    {
        var head = Heads.Response("HTTP/1.1 200 OK\r\nServer: caf\u00e9\u0085\r\n\r\n");
        Assert.That(head.Fields.GetText("server"u8), Is.EqualTo("caf\u00e9\u0085"));
        Assert.That(Heads.RequestVerdict("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: caf\u00e9\r\n\r\n"), Is.EqualTo(RejectionReason.None));
        Assert.That(Heads.RequestVerdict("GET / HTTP/1.1\r\nHost: a\u00e9\r\n\r\n"), Is.EqualTo(RejectionReason.InvalidHost));
    }

    [Test]
    public void Limits_apply_before_the_end_of_the_head()
    {
        var limits = new HeadLimits(StartLineBytes: 15, FieldBytes: 5, FieldCount: 1);
        Assert.That(Heads.ResponseVerdict("HTTP/1.1 200 OK\r\nA:b\r\n\r\n", limits), Is.EqualTo(RejectionReason.None));
        Assert.That(Heads.ResponseVerdict("HTTP/1.1 200 OKs", limits), Is.EqualTo(RejectionReason.StatusLineTooLong));
        Assert.That(Heads.ResponseVerdict("HTTP/1.1 200 OK\r\nA:bc", limits), Is.EqualTo(RejectionReason.FieldsTooLong));
    }

    [TestCase(100, true)]
    [TestCase(103, true)]
    [TestCase(101, false)]
    [TestCase(200, false)]
    public void Interim_responses_are_recognised(int status, bool interim) =>
        Assert.That(Heads.Response($"HTTP/1.1 {status} x\r\n\r\n").IsInterim, Is.EqualTo(interim));
}
