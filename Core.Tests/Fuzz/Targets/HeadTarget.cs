using System.Buffers;
using System.Globalization;
using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>Invariants of both kinds of heads: the verdict is the reference's for any arrival of the bytes.</summary>
/// <typeparam name="THead">The head.</typeparam>
internal abstract class HeadTarget<THead> : FuzzTarget
    where THead : MessageHead
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\r\n", "\r\n\r\n", "\n", "\r", "\r\n ", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "HTTP/1.1 200 OK\r\n", "Host: a.example\r\n", "Host: [::1]:80\r\n",
            "Transfer-Encoding: chunked\r\n", "Transfer-Encoding : chunked\r\n", "Transfer-Encoding: chunked, chunked\r\n", "Content-Length: 5\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: 9223372036854775808\r\n", "Expect: 100-continue\r\n", "Connection: close, host\r\n",
            "Connection: " + string.Join(", ", Enumerable.Repeat("x", 60)) + "\r\n", "CONNECT a:443", "OPTIONS *", "http://", "https://a@b", ":443",
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary => Tokens;

    public override void Judge(byte[] input)
    {
        THead head = Create();
        ParseStatus status = Read(new ReadOnlySequence<byte>(input), head, out int consumed);
        RejectionReason reason = head.Rejection;
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            THead other = Create();
            Finding.Unless((Read(Pieces.Join(pieces), other, out int end), other.Rejection, end), (status, reason, consumed), "in segments");
            THead grown = Create();
            ParseStatus sofar = ParseStatus.NeedMore;
            for (int count = 1; count <= pieces.Length && sofar == ParseStatus.NeedMore; count++)
            {
                sofar = Read(Pieces.Join(pieces[..count]), grown, out _);
            }

            Finding.Unless((sofar, grown.Rejection), (status, reason), "grown");
        }

        ReferenceHead? reference = Refer(Pieces.Text(input));
        Finding.Unless(status == ParseStatus.Done, reference is not null, "accepted");
        if (reference is not null)
        {
            Finding.Unless(Tell(head, consumed), Tell(reference), "read");
            JudgeAccepted(head, reference);
        }
    }

    protected abstract THead Create();

    protected abstract ParseStatus Parse(in ReadOnlySequence<byte> buffer, THead head, out SequencePosition end);

    protected abstract ReferenceHead? Refer(string wire);

    protected abstract string Start(THead head);

    /// <summary>Checks further invariants of an accepted head.</summary>
    protected abstract void JudgeAccepted(THead head, ReferenceHead reference);

    /// <summary>The framing in the reference's form.</summary>
    protected static string Tell(MessageFraming framing) => framing.Kind switch
    {
        FramingKind.Chunked => "chunked",
        FramingKind.Length => framing.Length.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    private ParseStatus Read(in ReadOnlySequence<byte> buffer, THead head, out int consumed)
    {
        ParseStatus status = Parse(buffer, head, out SequencePosition end);
        consumed = (int)(buffer.Length - buffer.Slice(end).Length);
        return status;
    }

    private string Tell(THead head, int consumed)
    {
        StringBuilder text = new(Start(head));
        foreach (HeaderField field in head.Fields)
        {
            text.Append('\n').Append(Pieces.Text(field.Name)).Append('=').Append(Pieces.Text(field.Value));
        }

        return text.Append('\n').Append(consumed).ToString();
    }

    private static string Tell(ReferenceHead head) =>
        $"{head.Start}{string.Concat(head.Fields.Select(field => $"\n{field.Name}={field.Value}"))}\n{head.Consumed}";
}
