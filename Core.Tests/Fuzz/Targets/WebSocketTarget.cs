using System.Buffers;
using System.Globalization;
using BotBottle.Core.WebSocket;
using BotBottle.Fuzz.References;
using static BotBottle.Core.WebSocket.WebSocketOpcode;
using static BotBottle.Core.WebSocket.WebSocketSide;

namespace BotBottle.Fuzz.Targets;

/// <summary>Frames of both sides: messages and faults equal the reference's for any arrival. The first byte of an input selects the side.</summary>
internal sealed class WebSocketTarget : FuzzTarget
{
    private const uint Key = 0x78563412;

    private static readonly FrameLimits Limits = new(Frame: 200, Message: 260);

    public override string Name => "websocket";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Of(Client), .. Of(Server)];

    public override void Judge(byte[] input)
    {
        WebSocketSide side = input.Length > 0 && (input[0] & 1) == 1 ? Server : Client;
        byte[] wire = input.Length > 0 ? input[1..] : input;
        string expected = string.Join('\n', ReferenceFrames.Read(wire, side == Client, Limits));
        Finding.Unless(Read(side, [wire]), expected, "whole");
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(wire))
        {
            Finding.Unless(Read(side, pieces), expected, "in pieces");
        }
    }

    private static byte[][] Of(WebSocketSide side) =>
    [
        .. new byte[][]
        {
            [.. Frame(side, Text, "h\u00c3\u00a4", final: false), .. Frame(side, Ping, "p"), .. Frame(side, Continuation, "\u00e2\u0082\u00ac")],
            [.. Frame(side, Binary, new string('x', 130)), .. Frame(side, Pong, ""), .. Frame(side, Close, "\u0003\u00e8bye")],
            [.. Frame(side, Text, "", final: false), .. Frame(side, Continuation, "", final: false), .. Frame(side, Continuation, "\u00f0\u009f\u0098\u0080")],
            [.. Frame(side, Close, ""), .. Frame(side, Text, "late")],
            [0x82, (byte)(side == Client ? 0xFF : 0x7F), 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4, 5],
        }.Select(wire => (byte[])[(byte)(side == Client ? 0 : 1), .. wire]),
    ];

    private static byte[] Frame(WebSocketSide side, WebSocketOpcode opcode, string payload, bool final = true)
    {
        byte[] bytes = Pieces.Bytes(payload);
        uint? mask = side == Client ? Key : null;
        byte[] header = new byte[FrameHeader.MaxSize];
        int size = new FrameHeader(opcode, final, bytes.Length, mask).Write(header);
        FrameMask.Apply(bytes, mask ?? 0, 0);
        return [.. header[..size], .. bytes];
    }

    // Reads complete messages and control frames, in the reference's form, from a pipe that receives the pieces.
    private static string Read(WebSocketSide side, ReadOnlyMemory<byte>[] arrivals)
    {
        FrameReader reader = new(side, Limits);
        List<string> read = [];
        List<byte> message = [];
        byte[] into = new byte[7];
        ReadOnlyMemory<byte> left = default;
        foreach (ReadOnlyMemory<byte> arrival in arrivals)
        {
            ReadOnlySequence<byte> source = Pieces.Join(left, arrival);
            long steps = 2 * (source.Length + 1);
            FrameStatus status;
            do
            {
                Finding.Unless(steps-- > 0, "no progress");
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
                return string.Join('\n', status == FrameStatus.Closed ? read : [.. read, "!" + reader.Fault]);
            }

            left = source.ToArray();
        }

        return string.Join('\n', read);
    }
}
