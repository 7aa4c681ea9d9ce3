using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>Chunked bodies: the content is the reference's for any arrival of the bytes, and every step makes progress.</summary>
internal sealed class ChunkedTarget : FuzzTarget
{
    public override string Name => "chunked";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "5\r\nhello\r\n0\r\n\r\n",
            "0000A;a=b; c = \"d\\\"e;\r\" \t;f\r\n0123456789\r\n1\r\n\r\r\n0;g\r\nT: v\r\nU:\r\n\r\nGET",
            "1\r\n1\r\n2\r\n\r\n\r\n0\r\n\r\n",
            "7fffffffffffffff\r\nx",
            "1;a=\"b\\c\"\r\nx\r\n0\r\nContent-Length: 1\r\nHost: a\r\n\r\n",
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [.. new[] { "\r\n", "0\r\n\r\n", "\n", "\r", ";", "=\"", "\\\"", "0x", "ffffffffffffffff", "00000000", "1\r\na\r\n", "T: v\r\n" }.Select(Pieces.Bytes)];

    public override void Judge(byte[] input)
    {
        Outcome whole = Run([new ReadOnlySequence<byte>(input)]);
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            Finding.Unless(Run([Pieces.Join(pieces)]), whole, "in segments");
            Finding.Unless(Run([.. pieces.Select(piece => new ReadOnlySequence<byte>(piece))]), whole, "in reads");
        }

        (string, int)? found = whole.Status == BodyStatus.Done ? (whole.Content, (int)whole.Consumed) : null;
        Finding.Unless(found, ReferenceChunks.Decode(Pieces.Text(input)), "decoded");
    }

    private static Outcome Run(ReadOnlySequence<byte>[] reads)
    {
        BodyDecoder decoder = new();
        decoder.Reset(MessageFraming.Chunked);
        StringBuilder content = new();
        long consumedBytes = 0;
        BodyStatus status = BodyStatus.NeedMore;
        foreach (ReadOnlySequence<byte> read in reads)
        {
            ReadOnlySequence<byte> rest = read;
            long steps = 0;
            do
            {
                Finding.Unless(steps++ <= read.Length + 1, "no progress");
                status = decoder.Decode(rest, out ReadOnlySequence<byte> slice, out SequencePosition consumed);
                Finding.Unless(slice.IsEmpty, status != BodyStatus.Content, "content without its status");
                content.Append(Pieces.Text(slice.ToArray()));
                consumedBytes += rest.Length;
                rest = rest.Slice(consumed);
                consumedBytes -= rest.Length;
            }
            while (status == BodyStatus.Content);

            if (status is BodyStatus.Done or BodyStatus.Rejected)
            {
                break;
            }

            Finding.Unless(rest.IsEmpty, "bytes are left that are neither refused nor consumed");
        }

        Finding.Unless(decoder.BytesSeen, content.Length, "bytes seen");
        return new Outcome(content.ToString(), status, decoder.Rejection, status == BodyStatus.Rejected ? -1 : consumedBytes);
    }

    private sealed record Outcome(string Content, BodyStatus Status, RejectionReason Reason, long Consumed);
}
