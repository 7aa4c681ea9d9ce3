using System.Buffers.Binary;
using System.Text;
using BotBottle.Core.Scan;
using BotBottle.Fuzz.References;
using BotBottle.Fuzz.Targets;

namespace BotBottle.Core.Tests.Core.Scan;

[Parallelizable(ParallelScope.All)]
public sealed class AwsEventFramerTests
{
    private const string Metadata = """{"usage":{"inputTokens":3}}""";

    private static IEnumerable<TestCaseData> Streams()
    {
        byte[] sound = AwsEventWire.Event("metadata", Metadata);
        yield return Case("an event", sound, $"event metadata: {Metadata}|boundary");
        yield return Case("two", [.. sound, .. AwsEventWire.Event("x", "")], $"event metadata: {Metadata}|event x: |boundary");
        yield return Case("an exception", AwsEventWire.Exception("throttlingException", "{}"), "exception throttlingException: {}|boundary");
        yield return Case("an error", AwsEventWire.Message([], (":message-type", "error"), (":error-code", "E")), "error E: |boundary");
        yield return Case("another content", AwsEventWire.Message([7], (":message-type", "event"), (":event-type", "e"), (":content-type", "text/plain")),
            "event e, no JSON: \a|boundary");
        yield return Case("nothing", [], "boundary");
        yield return Case("cut in the prelude", sound[..5], "within");
        yield return Case("cut in the headers", sound[..40], "within");
        yield return Case("cut in the payload", sound[..^8], "within");
        yield return Case("cut in the checksum", sound[..^1], "within");
        yield return Case("a wrong prelude checksum", Changed(sound, 8), "broken");
        yield return Case("a wrong message checksum", Changed(sound, sound.Length - 1), "broken");
        yield return Case("a changed payload", Changed(sound, sound.Length - 6), "broken");
        yield return Case("a changed header", Changed(sound, 20), "broken");
        yield return Case("a fault after a sound event", [.. sound, .. Changed(sound, 8), .. sound], $"event metadata: {Metadata}|broken");
        yield return Case("too short", Lengths(15, 0), "broken");
        yield return Case("headers beyond the message", Lengths(20, 5), "broken");
        yield return Case("a message of 16 MiB begins", Lengths(16 << 20, 0), "broken"); // it has no headers, not even a type
        yield return Case("a message beyond 16 MiB", Lengths((16 << 20) + 1, 0), "broken");
        yield return Case("a message of 4 GiB", Lengths(uint.MaxValue, 0), "broken");
        yield return Case("headers of 4 GiB", Lengths(16, uint.MaxValue), "broken");
        yield return Case("huge headers", Lengths(10_000, 4097), "broken");
        yield return Case("the longest headers", AwsEventWire.Message([], Padded(4096)), "event e: |boundary");
        yield return Case("no headers", AwsEventWire.Message([1], Array.Empty<byte>()), "broken");
        yield return Case("no message type", AwsEventWire.Message([], (":event-type", "e")), "broken");
        yield return Case("no event type", AwsEventWire.Message([], (":message-type", "event")), "broken");
        yield return Case("an empty event type", AwsEventWire.Message([], (":message-type", "event"), (":event-type", "")), "broken");
        yield return Case("an unknown message type", AwsEventWire.Message([], (":message-type", "Event"), (":event-type", "e")), "broken");
        yield return Case("a type twice",
            AwsEventWire.Message([], (":message-type", "event"), (":event-type", "e"), (":event-type", "metadata")), "broken");
        yield return Case("a type that is no text",
            AwsEventWire.Message([], [.. AwsEventWire.Header(":message-type", 6, [0, 5, .. "event"u8]), .. AwsEventWire.Header(":event-type", 7, 0, 1, 1)]),
            "broken");
        yield return Case("a header of an unknown type", AwsEventWire.Message([], [.. Type("event"), .. AwsEventWire.Header("x", 10)]), "broken");
        yield return Case("a name beyond the headers", AwsEventWire.Message([], [.. Type("event"), 9, 1]), "broken");
        yield return Case("a value beyond the headers", AwsEventWire.Message([], [.. Type("event"), .. AwsEventWire.Header("x", 7, 1, 0, 1)]), "broken");
        yield return Case("half of a length", AwsEventWire.Message([], [.. Type("event"), .. AwsEventWire.Header("x", 7, 1)]), "broken");
        yield return Case("headers of all types", AwsEventWire.Message([], [.. Kinds(), .. Type("event")]), "event e: |boundary");
    }

    [TestCaseSource(nameof(Streams))]
    public void A_stream_is_read_at_every_split(byte[] stream, string expected)
    {
        Assert.That(string.Join('|', ReferenceAwsEvents.Of(stream)), Is.EqualTo(expected), "by the reference");
        for (int cut = 0; cut <= stream.Length; cut++)
        {
            Assert.That(AwsEventTarget.Read([stream.AsMemory(0, cut), stream.AsMemory(cut)]), Is.EqualTo(expected), $"cut at {cut}");
        }

        Assert.That(AwsEventTarget.Read([.. stream.Select((_, i) => stream.AsMemory(i, 1))]), Is.EqualTo(expected), "byte by byte");
    }

    [Test]
    public void The_checksum_is_that_of_IEEE_for_any_length_and_split()
    {
        Assert.That(Crc32.End(Crc32.Add(Crc32.Start, "123456789"u8)), Is.EqualTo(0xCBF43926)); // the check value of the CRC catalogue
        byte[] bytes = new byte[67];
        new Random(1).NextBytes(bytes);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.That(Crc32.End(Crc32.Add(Crc32.Add(Crc32.Start, bytes.AsSpan(0, cut)), bytes.AsSpan(cut))), Is.EqualTo(AwsEventWire.Crc(bytes)));
            Assert.That(Crc32.End(Crc32.Add(Crc32.Start, bytes.AsSpan(cut))), Is.EqualTo(AwsEventWire.Crc(bytes.AsSpan(cut))));
        }
    }

    [Test]
    public void A_large_payload_is_passed_on_and_not_kept()
    {
        byte[] stream = AwsEventWire.Message(new byte[4 << 20], (":message-type", "event"), (":event-type", "e"));
        AwsEventFramer framer = new(new Nothing());
        long before = GC.GetAllocatedBytesForCurrentThread();
        framer.Append(stream);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before, framer.AtBoundary), Is.EqualTo((0L, true)));
    }

    private static TestCaseData Case(string name, byte[] stream, string expected) => new TestCaseData(stream, expected).SetArgDisplayNames(name);

    private static byte[] Changed(byte[] stream, int at)
    {
        byte[] changed = [.. stream];
        changed[at] ^= 1;
        return changed;
    }

    private static byte[] Lengths(uint total, uint headers)
    {
        byte[] message = new byte[20];
        BinaryPrimitives.WriteUInt32BigEndian(message, total);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), headers);
        return AwsEventWire.Repair(message);
    }

    private static byte[] Type(string type) =>
    [
        .. AwsEventWire.Header(":message-type", 7, [0, (byte)type.Length, .. Encoding.ASCII.GetBytes(type)]),
        .. AwsEventWire.Header(":event-type", 7, 0, 1, (byte)'e'),
    ];

    private static byte[] Padded(int length)
    {
        int room = length - Type("event").Length - 6;
        return [.. Type("event"), .. AwsEventWire.Header("pa", 6, [(byte)(room >> 8), (byte)room, .. new byte[room - 1]]), 0];
    }

    private static byte[] Kinds() =>
    [
        .. AwsEventWire.Header("a", 0), .. AwsEventWire.Header("b", 1), .. AwsEventWire.Header("c", 2, 1), .. AwsEventWire.Header("d", 3, 1, 2),
        .. AwsEventWire.Header("e", 4, new byte[4]), .. AwsEventWire.Header("f", 5, new byte[8]), .. AwsEventWire.Header("g", 6, 0, 1, 9),
        .. AwsEventWire.Header("h", 7, 0, 0), .. AwsEventWire.Header("i", 8, new byte[8]), .. AwsEventWire.Header("j", 9, new byte[16]),
    ];

    private sealed class Nothing : IAwsEventSink
    {
        public void Begin(AwsEventHead head)
        {
        }

        public void Payload(ReadOnlySpan<byte> bytes)
        {
        }

        public void End()
        {
        }
    }
}
