using BotBottle.Core.Scan;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>Server-sent events: the data equals the reference's for any arrival of the bytes.</summary>
internal sealed class EventStreamTarget : FuzzTarget
{
    public override string Name => "event-stream";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "data: a\n\n", "event: x\ndata: {\"a\":1}\nid: 7\n\ndata: [DONE]\n\n", "\u00EF\u00BB\u00BFdata:a\r\ndata\r\ndata: b\r\n\r\n",
            ": c\n\ndata: a\r\rdata: cut", "\u00EFdata: x\n\n",
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [.. new[] { "data:", "data: ", "data", "\n", "\r", "\r\n", "\n\n", ":", "event: x\n", "\u00EF\u00BB\u00BF", "\0" }.Select(Pieces.Bytes)];

    public override void Judge(byte[] input)
    {
        string expected = string.Join('|', ReferenceEvents.Of(Pieces.Text(input)));
        Finding.Unless(Read([input]), expected, "whole");
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            Finding.Unless(Read(pieces), expected, "in pieces");
        }
    }

    private static string Read(ReadOnlyMemory<byte>[] pieces)
    {
        Collected sink = new();
        SseFramer framer = new(sink);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            framer.Append(piece.Span);
        }

        framer.Complete();
        return string.Join('|', sink.Events);
    }

    private sealed class Collected : ISseSink
    {
        private string _data = "";

        public List<string> Events { get; } = [];

        public void Data(ReadOnlySpan<byte> data) => _data += Pieces.Text(data);

        public void EndEvent()
        {
            Events.Add(_data);
            _data = "";
        }
    }
}
