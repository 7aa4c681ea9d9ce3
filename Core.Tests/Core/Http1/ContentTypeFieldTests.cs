using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

[Parallelizable(ParallelScope.All)]
public sealed class ContentTypeFieldTests
{
    [TestCase("", true)]
    [TestCase("Content-Type: application/json\r\n", true)]
    [TestCase("Content-Type: application/json; charset=utf-8\r\n", true)]
    [TestCase("Content-Type: application/json;charset=\"UTF-8\"; x=y\r\n", true)]
    [TestCase("Content-Type: text/plain; charset=iso-8859-1\r\n", true)]
    [TestCase("Content-Type: multipart/form-data; boundary=charset\r\n", true)]
    [TestCase("Content-Type: application/json; charset=utf-16\r\n", false)]
    [TestCase("Content-Type: application/json; charset=utf-7\r\n", false)]
    [TestCase("Content-Type: application/json; CHARSET = ibm037\r\n", false)]
    [TestCase("Content-Type: application/json; charset=\r\n", false)]
    [TestCase("Content-Type: application/json; charset=utf-8; charset=utf-16\r\n", false)]
    [TestCase("Content-Type: application/json\r\nContent-Type: text/plain; charset=utf-16\r\n", false)]
    public void Only_character_sets_that_keep_ASCII_are_readable(string fields, bool readable)
    {
        RequestHead head = new();
        ReadOnlySequence<byte> wire = new(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: a\r\n{fields}\r\n"));
        Assert.That(new RequestHeadParser(HeadLimits.Request).Parse(wire, head, out _, out _), Is.EqualTo(ParseStatus.Done));
        Assert.That(ContentTypeField.IsReadableAsUtf8(head.Fields), Is.EqualTo(readable));
    }
}
