using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Tests.Core.Wire;

namespace BotBottle.Core.Tests.Core.Http1;

/// <summary>Decodes bodies from literals in every form, and requires that all forms agree.</summary>
internal static class Bodies
{
    /// <summary>The content of a decoded body.</summary>
    internal sealed record Outcome(string Content, BodyStatus Status, RejectionReason Reason, long Consumed);

    public static Outcome Decode(MessageFraming framing, string wire)
    {
        var bytes = Splits.Bytes(wire);
        var whole = Run(framing, [new ReadOnlySequence<byte>(bytes)]);
        foreach (var (form, sequence) in Splits.Every(bytes))
        {
            Assert.That(Run(framing, [sequence]), Is.EqualTo(whole), $"{form}: {wire}");
        }

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var reads = new[] { new ReadOnlySequence<byte>(bytes, 0, cut), new ReadOnlySequence<byte>(bytes, cut, bytes.Length - cut) };
            Assert.That(Run(framing, reads), Is.EqualTo(whole), $"read at {cut}: {wire}");
        }

        var bytewise = bytes.Select((_, i) => new ReadOnlySequence<byte>(bytes, i, 1)).ToArray();
        Assert.That(Run(framing, bytewise), Is.EqualTo(whole with { }), $"byte by byte: {wire}");
        if (whole.Status == BodyStatus.Done)
        {
            Assert.That(Run(framing, [new ReadOnlySequence<byte>([.. bytes, .. "5\r\nGET"u8])]), Is.EqualTo(whole), $"with bytes after it: {wire}");
        }

        return whole;
    }

    /// <summary>Uses one decoder over several reads, as a relay does.</summary>
    public static Outcome Run(MessageFraming framing, ReadOnlySequence<byte>[] reads)
    {
        var decoder = new BodyDecoder();
        decoder.Reset(framing);
        var content = new StringBuilder();
        long consumedBytes = 0;
        var status = decoder.IsDone ? BodyStatus.Done : BodyStatus.NeedMore;
        foreach (var read in reads)
        {
            var rest = read;
            do
            {
                status = decoder.Decode(rest, out var slice, out var consumed);
                Assert.That(slice.IsEmpty, Is.EqualTo(status != BodyStatus.Content));
                content.Append(Splits.Text(slice));
                consumedBytes += rest.Length;
                rest = rest.Slice(consumed);
                consumedBytes -= rest.Length;
            }
            while (status == BodyStatus.Content);

            if (status is BodyStatus.Done or BodyStatus.Rejected)
            {
                break;
            }

            Assert.That(rest.IsEmpty, "everything that is not refused is consumed");
        }

        Assert.That(decoder.BytesSeen, Is.EqualTo(content.Length));
        Assert.That(decoder.IsDone, Is.EqualTo(status == BodyStatus.Done));
        return new Outcome(content.ToString(), status, decoder.Rejection, status == BodyStatus.Rejected ? -1 : consumedBytes);
    }
}
