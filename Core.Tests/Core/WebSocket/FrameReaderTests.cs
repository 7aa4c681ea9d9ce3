using System.Buffers;
using BotBottle.Core.Tests.Core.Wire;
using BotBottle.Core.WebSocket;
using static BotBottle.Core.WebSocket.WebSocketOpcode;

namespace BotBottle.Core.Tests.Core.WebSocket;

/// <summary>Literals of RFC 6455, each at every split, byte by byte, and with bytes after it.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FrameReaderTests
{
    // RFC 6455 section 5.7, and section 5.2's lengths.
    [TestCase(WebSocketSide.Server, "81 05 48 65 6c 6c 6f", "text(Hello)")]
    [TestCase(WebSocketSide.Client, "81 85 37 fa 21 3d 7f 9f 4d 51 58", "text(Hello)")]
    [TestCase(WebSocketSide.Server, "01 03 48 65 6c  80 02 6c 6f", "text(Hello)")]
    [TestCase(WebSocketSide.Server, "89 05 48 65 6c 6c 6f", "ping(Hello)")]
    [TestCase(WebSocketSide.Client, "8a 85 37 fa 21 3d 7f 9f 4d 51 58", "pong(Hello)")]
    [TestCase(WebSocketSide.Server, "82 00", "binary()")]
    [TestCase(WebSocketSide.Client, "82 80 01 02 03 04", "binary()")]
    [TestCase(WebSocketSide.Server, "02 00  00 00  80 01 41", "binary(A)")]
    [TestCase(WebSocketSide.Server, "01 01 41  89 01 70  00 01 42  8a 00  80 01 43", "text(Aping(p)Bpong()C)")]
    [TestCase(WebSocketSide.Server, "88 00", "close()")]
    [TestCase(WebSocketSide.Server, "88 02 03 e8", "close(\u0003\u00e8)")]
    [TestCase(WebSocketSide.Server, "88 05 03 e9 62 79 65", "close(\u0003\u00e9bye)")]
    [TestCase(WebSocketSide.Server, "88 02 0f a0", "close(\u000f\u00a0)")]
    [TestCase(WebSocketSide.Server, "01 01 41  88 00", "text(Aclose()")]

    // Text is checked across fragments: U+20AC in two frames, U+1F600 in three.
    [TestCase(WebSocketSide.Server, "01 02 e2 82  80 01 ac", "text(\u00e2\u0082\u00ac)")]
    [TestCase(WebSocketSide.Server, "01 01 f0  00 02 9f 98  89 00  80 01 80", "text(\u00f0\u009f\u0098ping()\u0080)")]
    [TestCase(WebSocketSide.Server, "82 02 ff fe", "binary(\u00ff\u00fe)")]
    public void Valid_frames_are_read(WebSocketSide sender, string hex, string expected) => Check(sender, Frames.Hex(hex), expected);

    [TestCase(WebSocketSide.Server, "c1 05", "!ReservedBits")]
    [TestCase(WebSocketSide.Server, "a1", "!ReservedBits")]
    [TestCase(WebSocketSide.Server, "91", "!ReservedBits")]
    [TestCase(WebSocketSide.Server, "c9 00", "!ReservedBits")]
    [TestCase(WebSocketSide.Server, "83 00", "!ReservedOpcode")]
    [TestCase(WebSocketSide.Server, "87", "!ReservedOpcode")]
    [TestCase(WebSocketSide.Server, "8b 00", "!ReservedOpcode")]
    [TestCase(WebSocketSide.Server, "8f", "!ReservedOpcode")]
    [TestCase(WebSocketSide.Server, "81 85", "!WrongMasking")]
    [TestCase(WebSocketSide.Client, "81 05", "!WrongMasking")]
    [TestCase(WebSocketSide.Client, "89 00", "!WrongMasking")]
    [TestCase(WebSocketSide.Server, "09 00", "!FragmentedControl")]
    [TestCase(WebSocketSide.Server, "08", "!FragmentedControl")]
    [TestCase(WebSocketSide.Server, "89 7e 00 7e", "!ControlTooLong")]
    [TestCase(WebSocketSide.Server, "88 7f", "!ControlTooLong")]
    [TestCase(WebSocketSide.Client, "8a fe", "!ControlTooLong")]
    [TestCase(WebSocketSide.Server, "82 7e 00 7d", "!InvalidLength")]
    [TestCase(WebSocketSide.Server, "82 7e 00 00", "!InvalidLength")]
    [TestCase(WebSocketSide.Server, "82 7f 00 00 00 00 00 00 ff ff", "!InvalidLength")]
    [TestCase(WebSocketSide.Server, "82 7f 80 00 00 00 00 01 00 00", "!InvalidLength")]
    [TestCase(WebSocketSide.Server, "82 7f 7f ff ff ff ff ff ff ff", "!TooBig")]
    [TestCase(WebSocketSide.Client, "82 ff 7f ff ff ff ff ff ff ff 01 02 03 04", "!TooBig")]
    [TestCase(WebSocketSide.Server, "80 00", "!UnexpectedContinuation")]
    [TestCase(WebSocketSide.Server, "00 00", "!UnexpectedContinuation")]
    [TestCase(WebSocketSide.Server, "81 00 80 00", "text()!UnexpectedContinuation")]
    [TestCase(WebSocketSide.Server, "01 00 81 00", "text(!UnfinishedMessage")]
    [TestCase(WebSocketSide.Server, "02 00 02 00", "binary(!UnfinishedMessage")]
    [TestCase(WebSocketSide.Server, "88 01 03", "!InvalidClose")]
    [TestCase(WebSocketSide.Server, "88 02 03 e7", "!InvalidClose")]
    [TestCase(WebSocketSide.Server, "88 02 03 ec", "!InvalidClose")]
    [TestCase(WebSocketSide.Server, "88 02 03 ed", "!InvalidClose")]
    [TestCase(WebSocketSide.Server, "88 02 03 ee", "!InvalidClose")]
    [TestCase(WebSocketSide.Server, "88 02 03 f7", "!InvalidClose")]
    [TestCase(WebSocketSide.Server, "88 02 0b b7", "!InvalidClose")]
    [TestCase(WebSocketSide.Server, "88 02 13 88", "!InvalidClose")]
    [TestCase(WebSocketSide.Server, "88 03 03 e8 80", "!InvalidText")]
    [TestCase(WebSocketSide.Server, "81 01 80", "!InvalidText")]
    [TestCase(WebSocketSide.Server, "81 02 c0 80", "!InvalidText")]
    [TestCase(WebSocketSide.Server, "81 01 e2", "!InvalidText")]
    [TestCase(WebSocketSide.Server, "01 00  80 01 ff", "text(!InvalidText")]
    public void Broken_frames_are_rejected(WebSocketSide sender, string hex, string expected) => Check(sender, Frames.Hex(hex), expected);

    // An error that only a later byte reveals is reported there; the bytes before it have been returned by then.
    [TestCase("01 01 41  00 02 e2 28", "text(A", "!InvalidText")]
    [TestCase("01 02 f4 90", "", "!InvalidText")]
    [TestCase("81 03 ed a0", "", "!InvalidText")]
    public void Invalid_text_is_rejected_at_its_first_wrong_byte(string hex, string before, string fault)
    {
        byte[] wire = Frames.Hex(hex);
        Assert.That(Frames.Read(WebSocketSide.Server, [new ReadOnlySequence<byte>(wire)]), Is.EqualTo(before + fault));
        Assert.That(Frames.ReadByteByByte(WebSocketSide.Server, wire), Does.StartWith(before).And.EndsWith(fault));
        Assert.That(Frames.Read(WebSocketSide.Server, [new ReadOnlySequence<byte>(wire[..^1])]), Does.Not.Contain("!"));
    }

    [Test]
    public void Bytes_after_a_close_are_ignored() =>
        Assert.That(Frames.Read(WebSocketSide.Server, [new ReadOnlySequence<byte>(Frames.Hex("88 00 81 85 ff"))]), Is.EqualTo("close()"));

    [TestCase(0), TestCase(1), TestCase(125), TestCase(126), TestCase(127), TestCase(65_535), TestCase(65_536), TestCase(300_000)]
    public void Written_lengths_can_be_read_back(int length)
    {
        string payload = new('x', length);
        foreach (WebSocketSide side in Enum.GetValues<WebSocketSide>())
        {
            byte[] wire = Frames.Of(side, Binary, payload);
            Assert.That(Frames.Read(side, [new ReadOnlySequence<byte>(wire)], into: 4096), Is.EqualTo($"binary({payload})"));
            Assert.That(wire, Has.Length.EqualTo(length + (length > 65_535 ? 10 : length > 125 ? 4 : 2) + (side == WebSocketSide.Client ? 4 : 0)));
        }
    }

    [Test]
    public void The_limits_apply_to_a_frame_and_to_a_whole_message()
    {
        FrameLimits limits = new(Frame: 5, Message: 8);
        string frame = Frames.Read(WebSocketSide.Server, [new ReadOnlySequence<byte>(Frames.Hex("82 05 31 31 31 31 31 82 06"))], limits: limits);
        Assert.That(frame, Is.EqualTo("binary(11111)!TooBig"));
        string message = Frames.Read(WebSocketSide.Server, [new ReadOnlySequence<byte>(Frames.Hex("02 05 31 31 31 31 31 80 04"))], limits: limits);
        Assert.That(message, Is.EqualTo("binary(11111!TooBig"));
        string next =
            Frames.Read(WebSocketSide.Server, [new ReadOnlySequence<byte>(Frames.Hex("02 05 31 31 31 31 31 80 03 32 32 32 82 01 33"))], limits: limits);
        Assert.That(next, Is.EqualTo("binary(11111222)binary(3)"));
    }

    [Test]
    public void A_long_payload_is_returned_as_it_arrives()
    {
        FrameReader reader = new(WebSocketSide.Client, Frames.Limits);
        byte[] wire = Frames.Of(WebSocketSide.Client, WebSocketOpcode.Text, "0123456789");
        byte[] into = new byte[4];
        Assert.That(reader.Read(new ReadOnlySequence<byte>(wire, 0, 9), into, out _, out int written), Is.EqualTo(FrameStatus.Data));
        Assert.That((written, reader.StartsFrame, reader.StartsMessage, reader.EndsMessage), Is.EqualTo((3, true, true, false)));
        Assert.That(reader.Read(new ReadOnlySequence<byte>(wire, 9, 7), into, out SequencePosition consumed, out written), Is.EqualTo(FrameStatus.Data));
        Assert.That((written, reader.StartsFrame, reader.EndsMessage, consumed.GetInteger()), Is.EqualTo((4, false, false, 13)));
        Assert.That(reader.Frame, Is.EqualTo(new FrameHeader(WebSocketOpcode.Text, true, 10, Frames.Key)));
        Assert.That(reader.IsAtFrameBoundary, Is.False);
        Assert.That(reader.Read(new ReadOnlySequence<byte>(wire, 13, 3), into, out _, out written), Is.EqualTo(FrameStatus.Data));
        Assert.That((written, reader.StartsFrame, reader.EndsMessage), Is.EqualTo((3, false, true)));
        Assert.That(reader.IsAtFrameBoundary, Is.True);
    }

    private static void Check(WebSocketSide sender, byte[] wire, string expected)
    {
        foreach ((string form, ReadOnlySequence<byte> sequence) in Splits.Every(wire))
        {
            Assert.That(Frames.Read(sender, [sequence]), Is.EqualTo(expected), form);
        }

        foreach (int into in (int[])[1, 2, 3])
        {
            Assert.That(Frames.Read(sender, [new ReadOnlySequence<byte>(wire)], into), Is.EqualTo(expected), $"into {into}");
        }

        Assert.That(Frames.ReadByteByByte(sender, wire), Is.EqualTo(expected), "byte by byte");
        string trailed = Frames.Read(sender, [new ReadOnlySequence<byte>([.. wire, 0xFF])]);
        Assert.That(trailed, Does.StartWith(expected), "with a byte after it");
    }
}
