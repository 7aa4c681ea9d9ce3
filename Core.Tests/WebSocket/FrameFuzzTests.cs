using System.Buffers;
using System.Globalization;
using BotBottle.Core.Tests.Wire;
using BotBottle.Core.WebSocket;
using static BotBottle.Core.WebSocket.WebSocketOpcode;
using static BotBottle.Core.WebSocket.WebSocketSide;

namespace BotBottle.Core.Tests.WebSocket;

/// <summary>
/// Mutated frames: the reader agrees with the reference, and with itself over any arrivals. A failure names the bytes; add them to the literals of the
/// reader's own tests.
/// </summary>
public sealed class FrameFuzzTests
{
    private static readonly FrameLimits Limits = new(Frame: 200, Message: 260);

    [Test]
    public void Short() => Run(seed: 6_455, rounds: 20_000);

    [Test]
    [Category("Long")]
    public void Long()
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Run(seed, rounds: 2_000_000);
    }

    private static void Run(int seed, int rounds)
    {
        Mutator mutator = new(seed);
        foreach (WebSocketSide side in Enum.GetValues<WebSocketSide>())
        {
            byte[][] seeds = Seeds(side);
            for (int round = 0; round < rounds; round++)
            {
                byte[] wire = mutator.Mutate(seeds);
                List<string> expected = ReferenceFrames.Read(wire, side == Client, Limits);
                Assert.That(Read(side, [wire]), Is.EqualTo(expected), Convert.ToHexString(wire));
                Assert.That(Read(side, mutator.Cut(wire)), Is.EqualTo(expected), Convert.ToHexString(wire));
            }
        }
    }

    private static byte[][] Seeds(WebSocketSide side) =>
    [
        [.. Frames.Of(side, Text, "h\u00c3\u00a4", final: false), .. Frames.Of(side, Ping, "p"), .. Frames.Of(side, Continuation, "\u00e2\u0082\u00ac")],
        [.. Frames.Of(side, Binary, new string('x', 130)), .. Frames.Of(side, Pong, ""), .. Frames.Of(side, Close, "\u0003\u00e8bye")],
        [.. Frames.Of(side, Text, "", final: false), .. Frames.Of(side, Continuation, "", final: false), .. Frames.Of(side, Continuation, "\u00f0\u009f\u0098\u0080")],
        [.. Frames.Of(side, Close, ""), .. Frames.Of(side, Text, "late")],
        [0x82, (byte)(side == Client ? 0xFF : 0x7F), 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4, 5],
    ];

    // Whole messages and control frames, as the reference tells them, out of a pipe that what is cut arrives in.
    private static List<string> Read(WebSocketSide side, ReadOnlyMemory<byte>[] arrivals)
    {
        FrameReader reader = new(side, Limits);
        List<string> read = [];
        List<byte> message = [];
        byte[] into = new byte[7];
        ReadOnlyMemory<byte> left = default;
        foreach (ReadOnlyMemory<byte> arrival in arrivals)
        {
            ReadOnlySequence<byte> source = Splits.Of(left, arrival);
            FrameStatus status;
            do
            {
                status = reader.Read(source, into, out SequencePosition consumed, out int written);
                source = source.Slice(consumed);
                message.AddRange(into[..written]);
                if (status == FrameStatus.Data && reader.EndsMessage)
                {
                    read.Add((reader.MessageKind == Text ? "text:" : "binary:") + Convert.ToHexString(message.ToArray()));
                    message.Clear();
                }
                else if (status == FrameStatus.Control)
                {
                    read.Add(((int)reader.ControlOpcode).ToString(CultureInfo.InvariantCulture) + ":" + Convert.ToHexString(reader.ControlPayload));
                }
            }
            while (status is FrameStatus.Data or FrameStatus.Control);
            if (status != FrameStatus.NeedMore)
            {
                return status == FrameStatus.Closed ? read : [.. read, "!" + reader.Fault];
            }

            left = source.ToArray();
        }

        return read;
    }
}
