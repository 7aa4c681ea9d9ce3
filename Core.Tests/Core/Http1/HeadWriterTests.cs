using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class HeadWriterTests
{
    [TestCase("GET http://a.example/p?q HTTP/1.1", "GET /p?q HTTP/1.1")]
    [TestCase("GET http://a.example? HTTP/1.1", "GET /? HTTP/1.1")]
    [TestCase("OPTIONS http://a.example HTTP/1.1", "OPTIONS * HTTP/1.1")]
    [TestCase("PoST /x HTTP/1.0", "PoST /x HTTP/1.1")]
    public void A_request_head_is_written(string line, string written)
    {
        var head = Heads.Request($"{line}\r\nHost: a.example\r\nConnection: x\r\nX: 1\r\nY:\t 2\t\r\nContent-Length: 5\r\n\r\n");
        var output = new ArrayBufferWriter<byte>();
        HeadWriter.WriteRequestLine(output, head);
        HeadWriter.WriteFields(output, head.Fields);
        HeadWriter.WriteField(output, "x-api-key"u8, "secret");
        HeadWriter.WriteFraming(output, MessageFraming.OfLength(5));
        HeadWriter.WriteEnd(output);
        Assert.That(Text(output), Is.EqualTo($"{written}\r\nHost: a.example\r\nY: 2\r\nx-api-key: secret\r\nContent-Length: 5\r\n\r\n"));
    }

    [Test]
    public void A_canonical_path_is_written_as_the_request_target()
    {
        CanonicalPath.Parse("/%61%2f?q=%61"u8, out var path);
        var output = new ArrayBufferWriter<byte>();
        HeadWriter.WriteRequestLine(output, "GET"u8, path!);
        Assert.That(Text(output), Is.EqualTo("GET /a%2F?q=%61 HTTP/1.1\r\n"));
    }

    [TestCase(200, "OK", "HTTP/1.1 200 OK\r\n")]
    [TestCase(204, "", "HTTP/1.1 204 \r\n")]
    [TestCase(999, "\u00e9", "HTTP/1.1 999 \u00e9\r\n")]
    public void Status_lines_are_written(int status, string reason, string written)
    {
        var output = new ArrayBufferWriter<byte>();
        HeadWriter.WriteStatusLine(output, status, Encoding.Latin1.GetBytes(reason));
        Assert.That(Text(output), Is.EqualTo(written));
    }

    [Test]
    public void Framing_fields_are_written()
    {
        Assert.That(Framing(MessageFraming.None), Is.Empty);
        Assert.That(Framing(MessageFraming.UntilClose), Is.Empty);
        Assert.That(Framing(MessageFraming.Chunked), Is.EqualTo("Transfer-Encoding: chunked\r\n"));
        Assert.That(Framing(MessageFraming.OfLength(0)), Is.EqualTo("Content-Length: 0\r\n"));
        Assert.That(Framing(MessageFraming.OfLength(long.MaxValue)), Is.EqualTo("Content-Length: 9223372036854775807\r\n"));
        Assert.That(Framing(new MessageFraming(FramingKind.None, 0, 7)), Is.EqualTo("Content-Length: 7\r\n"));
    }

    [Test]
    public void Text_that_would_end_a_line_early_is_not_written()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.That(() => HeadWriter.WriteField(output, "a"u8, "b\r\nc: d"), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteField(output, "a"u8, "b\0"), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteField(output, "a"u8, "\u010a"), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteField(output, "a b"u8, "c"), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteField(output, ""u8, "c"), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteRequestLine(output, "G T"u8, "/"u8, false, default), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteRequestLine(output, "GET"u8, "/ HTTP/1.1\r\n"u8, false, default), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteRequestLine(output, "GET"u8, ""u8, false, default), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteRequestLine(output, "GET"u8, "/"u8, true, "a b"u8), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteStatusLine(output, 200, "\n"u8), Throws.ArgumentException);
        Assert.That(() => HeadWriter.WriteStatusLine(output, 99, "x"u8), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(output.WrittenCount, Is.Zero);
    }

    private static string Framing(MessageFraming framing)
    {
        var output = new ArrayBufferWriter<byte>();
        HeadWriter.WriteFraming(output, framing);
        return Text(output);
    }

    private static string Text(ArrayBufferWriter<byte> output) => Encoding.Latin1.GetString(output.WrittenSpan);
}
