using System.Buffers;
using BotBottle.Core.Http1;
using BotBottle.Core.Tests.Core.Wire;

namespace BotBottle.Core.Tests.Core.Http1;

/// <summary>Parses heads from literals in every form in which their bytes can arrive, and requires that all forms agree.</summary>
internal static class Heads
{
    public static readonly RequestHeadParser RequestParser = new(HeadLimits.Request);
    public static readonly ResponseHeadParser ResponseParser = new(HeadLimits.Response);

    /// <summary>Parses a request head that must be accepted.</summary>
    public static RequestHead Request(string wire)
    {
        var head = new RequestHead();
        var status = RequestParser.Parse(Splits.Whole(wire), head, out _, out _);
        Assert.That((status, head.Rejection), Is.EqualTo((ParseStatus.Done, RejectionReason.None)), wire);
        return head;
    }

    /// <summary>Parses a response head that must be accepted.</summary>
    public static ResponseHead Response(string wire)
    {
        var head = new ResponseHead();
        var status = ResponseParser.Parse(Splits.Whole(wire), head, out _, out _);
        Assert.That((status, head.Rejection), Is.EqualTo((ParseStatus.Done, RejectionReason.None)), wire);
        return head;
    }

    /// <summary>The verdict on a request head: the same for the whole head, at every split, byte by byte, and with bytes after it.</summary>
    public static RejectionReason RequestVerdict(string wire, HeadLimits? limits = null) =>
        Verdict(wire, new RequestHead(), new RequestHeadParser(limits ?? HeadLimits.Request).Parse);

    /// <summary>The verdict on a response head; see <see cref="RequestVerdict"/>.</summary>
    public static RejectionReason ResponseVerdict(string wire, HeadLimits? limits = null) =>
        Verdict(wire, new ResponseHead(), new ResponseHeadParser(limits ?? HeadLimits.Response).Parse);

    private delegate ParseStatus Parse<THead>(in ReadOnlySequence<byte> buffer, THead head, out SequencePosition consumed, out SequencePosition examined);

    private static RejectionReason Verdict<THead>(string wire, THead head, Parse<THead> parse)
        where THead : MessageHead
    {
        var bytes = Splits.Bytes(wire);
        var whole = new ReadOnlySequence<byte>(bytes);
        var status = parse(whole, head, out var consumed, out _);
        var verdict = head.Rejection;
        Assert.That(status, Is.EqualTo(verdict == RejectionReason.None ? ParseStatus.Done : ParseStatus.Rejected), wire);
        var length = whole.Slice(0, consumed).Length;

        foreach (var (form, sequence) in Splits.Every(bytes))
        {
            Check(sequence, $"{form}: {wire}");
        }

        Check(new ReadOnlySequence<byte>([.. bytes, .. "\0\r\nGET"u8]), "with bytes behind: " + wire);
        Grow(ByteBySegment: false);
        Grow(ByteBySegment: true);
        return verdict;

        void Check(in ReadOnlySequence<byte> sequence, string what)
        {
            head.Reset();
            var again = parse(sequence, head, out var end, out _);
            Assert.That((again, head.Rejection), Is.EqualTo((status, verdict)), what);
            Assert.That(sequence.Slice(0, end).Length, Is.EqualTo(length), what);
        }

        // The bytes arrive one by one: nothing is consumed before the end, and the verdict follows with the last byte at the latest.
        void Grow(bool ByteBySegment)
        {
            head.Reset();
            for (var i = 0; i <= bytes.Length; i++)
            {
                var sequence = ByteBySegment ? Splits.ByteBySegment(bytes[..i]) : new ReadOnlySequence<byte>(bytes, 0, i);
                var sofar = parse(sequence, head, out var end, out var examined);
                if (sofar == ParseStatus.NeedMore)
                {
                    Assert.That(sequence.Slice(0, end).Length, Is.Zero, wire);
                    Assert.That(sequence.Slice(examined).Length, Is.Zero, wire);
                    Assert.That(i, Is.LessThan(bytes.Length), wire);
                    continue;
                }

                Assert.That((sofar, head.Rejection), Is.EqualTo((status, verdict)), $"grown to {i}: {wire}");
                Assert.That(sequence.Slice(0, end).Length, Is.EqualTo(length), wire);
                return;
            }
        }
    }
}
