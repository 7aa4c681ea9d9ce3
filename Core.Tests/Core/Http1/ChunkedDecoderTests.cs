using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class ChunkedDecoderTests
{
    [TestCase("0\r\n\r\n", "")]
    [TestCase("5\r\nhello\r\n0\r\n\r\n", "hello")]
    [TestCase("5\r\nhello\r\n1\r\n,\r\nA\r\n0123456789\r\n000\r\n\r\n", "hello,0123456789")]
    [TestCase("0000000000000003\r\n\r\n\r\r\n0\r\n\r\n", "\r\n\r")]
    [TestCase("1;a\r\nx\r\n0\r\n\r\n", "x")]
    [TestCase("1 ; a = b ;c=\"d;\\\"\\\\e\"\t;f\r\nx\r\n0;g\r\n\r\n", "x")]
    [TestCase("0\r\nA: b\r\nC:\r\n\r\n", "")]
    [TestCase("0\r\nContent-Length: 5\r\n\r\n", "")]
    public void Content_is_returned_without_its_framing(string wire, string content) =>
        Assert.That(Bodies.Decode(MessageFraming.Chunked, wire), Is.EqualTo(new Bodies.Outcome(content, BodyStatus.Done, RejectionReason.None, wire.Length)));

    [TestCase("\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase(" 1\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("+1\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("-1\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("0x1\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("1_0\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("g\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase(";a\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("00000000000000001\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("8000000000000000\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("1\r\nx\r\n7fffffffffffffff\r\n", RejectionReason.InvalidChunkSize)]
    [TestCase("1\nx", RejectionReason.BareLineFeed)]
    [TestCase("1\rx", RejectionReason.BareCarriageReturn)]
    [TestCase("1\r\r\n", RejectionReason.BareCarriageReturn)]
    [TestCase("1 \r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1 a\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;\n", RejectionReason.BareLineFeed)]
    [TestCase("1;a\n", RejectionReason.BareLineFeed)]
    [TestCase("1;a \r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;a=\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;a=b c\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;a=\"b\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;a=\"b\n\"\r\n", RejectionReason.BareLineFeed)]
    [TestCase("1;a=\"b\\\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;a=\"b\"c\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;a\u0000\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1;=b\r\n", RejectionReason.InvalidChunkExtension)]
    [TestCase("1\r\nxy\r\n", RejectionReason.InvalidChunkEnd)]
    [TestCase("1\r\nx\n", RejectionReason.BareLineFeed)]
    [TestCase("1\r\nx\r0", RejectionReason.InvalidChunkEnd)]
    [TestCase("1\r\nx0\r\n", RejectionReason.InvalidChunkEnd)]
    [TestCase("0\r\n\rX", RejectionReason.BareCarriageReturn)]
    [TestCase("0\r\n\n", RejectionReason.BareLineFeed)]
    [TestCase("0\r\nA: b\n", RejectionReason.BareLineFeed)]
    [TestCase("0\r\nA: b\rX", RejectionReason.BareCarriageReturn)]
    [TestCase("0\r\nA : b\r\n", RejectionReason.InvalidTrailer)]
    [TestCase("0\r\nA\r\n", RejectionReason.InvalidTrailer)]
    [TestCase("0\r\n: b\r\n", RejectionReason.InvalidTrailer)]
    [TestCase("0\r\n A: b\r\n", RejectionReason.InvalidTrailer)]
    [TestCase("0\r\nA: b\r\n c\r\n", RejectionReason.InvalidTrailer)]
    [TestCase("0\r\nA: \0\r\n", RejectionReason.InvalidTrailer)]
    public void Malformed_framing_is_refused(string wire, RejectionReason reason)
    {
        var outcome = Bodies.Decode(MessageFraming.Chunked, wire);
        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((BodyStatus.Rejected, reason)));
    }

    // In CVE-2025-55315 and similar faults, one state of the decoder accepted one such byte.
    [Test]
    public void Control_characters_are_refused_in_every_state([Values('\n', '\0', '\u000b', '\u007f')] char b)
    {
        const string Wire = "2;a ; b = c ; d = \"e\\f\" ;g=h;i\r\n\r\n\r\n0 ;j\r\nT:\tu v\r\nW:\r\n\r\n";
        Assert.That(Run(Wire).Status, Is.EqualTo(BodyStatus.Done));
        for (var at = 0; at < Wire.Length - 1; at++)
        {
            var outcome = Bodies.Decode(MessageFraming.Chunked, Wire.Insert(at, b.ToString()));
            Assert.That(outcome.Status, Is.EqualTo(BodyStatus.Rejected), $"at {at}");
        }
    }

    [Test]
    public void Extensions_and_trailers_are_limited()
    {
        var allowed = new string('e', ChunkLimits.ExtensionBytesPerChunk - 1);
        Assert.That(Run($"1;{allowed}\r\nx\r\n0\r\n\r\n").Status, Is.EqualTo(BodyStatus.Done));
        Assert.That(Run($"1;{allowed}e").Reason, Is.EqualTo(RejectionReason.ChunkExtensionsTooLong));
        var chunk = $"1;{allowed}\r\nx\r\n";
        var chunks = ChunkLimits.ExtensionBytesPerBody / ChunkLimits.ExtensionBytesPerChunk;
        Assert.That(Run(string.Concat(Enumerable.Repeat(chunk, chunks)) + "0\r\n\r\n").Status, Is.EqualTo(BodyStatus.Done));
        Assert.That(Run(string.Concat(Enumerable.Repeat(chunk, chunks)) + "1;").Reason, Is.EqualTo(RejectionReason.ChunkExtensionsTooLong));
        Assert.That(Run("0\r\n" + string.Concat(Enumerable.Repeat("A:\r\n", ChunkLimits.TrailerFields)) + "\r\n").Status, Is.EqualTo(BodyStatus.Done));
        Assert.That(
            Run("0\r\n" + string.Concat(Enumerable.Repeat("A:\r\n", ChunkLimits.TrailerFields)) + "A").Reason, Is.EqualTo(RejectionReason.TrailersTooLong));
        Assert.That(Run("0\r\nA:" + new string('v', ChunkLimits.TrailerBytes)).Reason, Is.EqualTo(RejectionReason.TrailersTooLong));
    }

    private static Bodies.Outcome Run(string wire) => Bodies.Run(MessageFraming.Chunked, [Wire.Splits.Whole(wire)]);
}
