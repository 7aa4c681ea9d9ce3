using System.Buffers;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class BodyDecoderTests
{
    [TestCase(0, "", "", BodyStatus.Done, 0)]
    [TestCase(0, "GET", "", BodyStatus.Done, 0)]
    [TestCase(3, "abc", "abc", BodyStatus.Done, 3)]
    [TestCase(3, "abcGET", "abc", BodyStatus.Done, 3)]
    [TestCase(3, "ab", "ab", BodyStatus.NeedMore, 2)]
    public void A_length_ends_at_its_last_byte(long length, string wire, string content, BodyStatus status, long consumed)
    {
        var framing = MessageFraming.OfLength(length);
        Assert.That(Bodies.Decode(framing, wire), Is.EqualTo(new Bodies.Outcome(content, status, RejectionReason.None, consumed)));
    }

    [Test]
    public void A_body_without_content_consumes_nothing() =>
        Assert.That(Bodies.Decode(MessageFraming.None, "GET"), Is.EqualTo(new Bodies.Outcome("", BodyStatus.Done, RejectionReason.None, 0)));

    [Test]
    public void A_body_until_close_consumes_everything() =>
        Assert.That(
            Bodies.Decode(MessageFraming.UntilClose, "0\r\n\r\n"), Is.EqualTo(new Bodies.Outcome("0\r\n\r\n", BodyStatus.NeedMore, RejectionReason.None, 5)));

    [TestCase(FramingKind.None, 0, "", BodyEnd.Complete)]
    [TestCase(FramingKind.Length, 0, "", BodyEnd.Complete)]
    [TestCase(FramingKind.Length, 2, "ab", BodyEnd.Complete)]
    [TestCase(FramingKind.Length, 2, "a", BodyEnd.Truncated)]
    [TestCase(FramingKind.Chunked, 0, "", BodyEnd.Truncated)]
    [TestCase(FramingKind.Chunked, 0, "1\r\na\r\n", BodyEnd.Truncated)]
    [TestCase(FramingKind.Chunked, 0, "1\r\na\r\n0\r\n\r", BodyEnd.Truncated)]
    [TestCase(FramingKind.Chunked, 0, "0\r\n\r\n", BodyEnd.Complete)]
    [TestCase(FramingKind.Chunked, 0, "x", BodyEnd.Truncated)]
    [TestCase(FramingKind.UntilClose, 0, "", BodyEnd.Complete)]
    [TestCase(FramingKind.UntilClose, 0, "abc", BodyEnd.Complete)]
    public void The_end_of_the_connection_ends_or_breaks_a_body(FramingKind kind, long length, string wire, BodyEnd end)
    {
        var decoder = new BodyDecoder();
        decoder.Reset(new MessageFraming(kind, length));
        var rest = Wire.Splits.Whole(wire);
        while (decoder.Decode(rest, out _, out var consumed) == BodyStatus.Content)
        {
            rest = rest.Slice(consumed);
        }

        Assert.That(decoder.AtEnd(), Is.EqualTo(end));
    }

    [Test]
    public void The_remaining_length_is_known_if_the_framing_gives_it()
    {
        var decoder = new BodyDecoder();
        decoder.Reset(MessageFraming.OfLength(5));
        Assert.That(decoder.BytesLeft, Is.EqualTo(5));
        decoder.Decode(Wire.Splits.Whole("ab"), out _, out _);
        Assert.That((decoder.BytesLeft, decoder.BytesSeen), Is.EqualTo(((long?)3, 2L)));
        decoder.Reset(MessageFraming.Chunked);
        Assert.That((decoder.BytesLeft, decoder.BytesSeen), Is.EqualTo(((long?)null, 0L)));
        decoder.Decode(Wire.Splits.Whole("0\r\n\r\n"), out _, out _);
        Assert.That(decoder.BytesLeft, Is.Zero);
    }

    [Test]
    public void A_refused_body_stays_refused_until_the_next()
    {
        var decoder = new BodyDecoder();
        decoder.Reset(MessageFraming.Chunked);
        Assert.That(decoder.Decode(Wire.Splits.Whole("x"), out _, out _), Is.EqualTo(BodyStatus.Rejected));
        Assert.That(decoder.Decode(Wire.Splits.Whole("0\r\n\r\n"), out _, out _), Is.EqualTo(BodyStatus.Rejected));
        decoder.Reset(MessageFraming.Chunked);
        Assert.That(decoder.Decode(Wire.Splits.Whole("0\r\n\r\n"), out _, out _), Is.EqualTo(BodyStatus.Done));
    }

    [Test]
    public void Content_is_a_slice_of_the_input()
    {
        var wire = Wire.Splits.Bytes("3\r\nabc\r\n");
        var decoder = new BodyDecoder();
        decoder.Reset(MessageFraming.Chunked);
        decoder.Decode(new ReadOnlySequence<byte>(wire), out var content, out _);
        wire[3] = (byte)'X';
        Assert.That(Wire.Splits.Text(content), Is.EqualTo("Xbc"));
    }

    [Test]
    public void Decoding_allocates_nothing()
    {
        var wire = Wire.Splits.ByteBySegment(Wire.Splits.Bytes("5;a=b\r\nhello\r\n0\r\nT: v\r\n\r\n"));
        var decoder = new BodyDecoder();
        DecodeAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            DecodeAll();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void DecodeAll()
        {
            decoder.Reset(MessageFraming.Chunked);
            var rest = wire;
            while (decoder.Decode(rest, out _, out var consumed) == BodyStatus.Content)
            {
                rest = rest.Slice(consumed);
            }
        }
    }
}
