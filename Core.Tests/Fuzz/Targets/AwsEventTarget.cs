using BotBottle.Core.Scan;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>AWS event streams: the messages equal the reference's for any arrival of the bytes, with the checksums as they are and with right ones.</summary>
internal sealed class AwsEventTarget : FuzzTarget
{
    public override string Name => "aws-events";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        AwsEventWire.Event("metadata", "{\"usage\":{}}"),
        [.. AwsEventWire.Event("a", ""), .. AwsEventWire.Exception("throttlingException", "{}")],
        AwsEventWire.Message(
            [1, 2], [.. AwsEventWire.Header("b", 0), .. AwsEventWire.Header("id", 9, new byte[16]), .. AwsEventWire.Header(":event-type", 7, 0, 1, (byte)'x')]),
        AwsEventWire.Message([], (":message-type", "error"), (":error-code", "E"), (":content-type", "text/plain")),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        Pieces.Bytes(":message-type"), Pieces.Bytes(":event-type"), Pieces.Bytes("event"), Pieces.Bytes("exception"), [7, 0, 5], [0, 0, 0, 0], [0, 0, 0, 16],
        [255], [0, 0], AwsEventWire.Event("x", "{}"), AwsEventWire.Header("h", 6, 0, 1, 9),
    ];

    public override void Judge(byte[] input)
    {
        Compare(input);
        Compare(AwsEventWire.Repair(input));
    }

    private static void Compare(byte[] input)
    {
        string expected = string.Join('|', ReferenceAwsEvents.Of(input));
        Finding.Unless(Read([input]), expected, "whole");
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            Finding.Unless(Read(pieces), expected, "in pieces");
        }
    }

    /// <summary>What the framer reads, in the reference's words.</summary>
    internal static string Read(ReadOnlyMemory<byte>[] pieces)
    {
        Collected sink = new();
        AwsEventFramer framer = new(sink);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            framer.Append(piece.Span);
        }

        return string.Join('|', [.. sink.Messages, framer.IsBroken ? "broken" : framer.AtBoundary ? "boundary" : "within"]);
    }

    private sealed class Collected : IAwsEventSink
    {
        private string _message = "";

        public List<string> Messages { get; } = [];

        public void Begin(AwsEventHead head)
        {
            string kind = head.Kind switch { AwsMessageKind.Event => "event", AwsMessageKind.Exception => "exception", _ => "error" };
            _message = $"{kind} {Pieces.Text(head.Name)}{(head.IsJson ? "" : ", no JSON")}: ";
        }

        public void Payload(ReadOnlySpan<byte> bytes) => _message += Pieces.Text(bytes);

        public void End() => Messages.Add(_message);
    }
}
