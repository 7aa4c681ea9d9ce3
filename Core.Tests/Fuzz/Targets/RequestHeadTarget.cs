using System.Buffers;
using BotBottle.Core.Http1;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>Request heads. A head written from an accepted one is accepted again and means the same.</summary>
internal sealed class RequestHeadTarget : HeadTarget<RequestHead>
{
    private static readonly RequestHeadParser Parser = new(HeadLimits.Request);

    public override string Name => "request-head";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
            "POST /v1/messages?beta=true HTTP/1.1\r\nHost: api.example:8443\r\nX: \t a b \t\r\nEmpty:\r\nContent-Length: 5\r\n\r\nhello",
            "PUT /%2e%61 HTTP/1.0\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: keep-alive, x\r\n\r\n5\r\nhello",
            "GET http://a.example:80/x HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n",
            "GET https://a.example?q HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nMax-Forwards: 0\r\n\r\n",
            "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n\u0016",
            "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            $"GET /{new string('a', 8200)}\nX",
            $"GET /{new string('a', 8180)} HTTP/1.1\r\nHost: a\r\n\r\n",
            $"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 99).Select(i => $"F{i}: {i}\r\n"))}\r\n",
            $"GET / HTTP/1.1\r\nHost: a\r\nLong: {new string('v', 32700)}\r\n\r\n",
        }.Select(Pieces.Bytes),
    ];

    protected override RequestHead Create() => new();

    protected override ParseStatus Parse(in ReadOnlySequence<byte> buffer, RequestHead head, out SequencePosition end) =>
        Parser.Parse(buffer, head, out end, out _);

    protected override ReferenceHead? Refer(string wire) => ReferenceHead.Request(wire);

    protected override string Start(RequestHead head) => $"{Pieces.Text(head.Method)} {Pieces.Text(head.Target)} {head.MinorVersion}";

    protected override void JudgeAccepted(RequestHead head, ReferenceHead reference)
    {
        RejectionReason reason = MessageFraming.OfRequest(head, out MessageFraming framing);
        string? expected = ReferenceFraming.Of(reference, head.MinorVersion);
        bool noContent = head.KnownMethod is RequestMethod.Connect or RequestMethod.Trace && expected != "";
        Finding.Unless(reason == RejectionReason.None, expected is not null && !noContent, $"framing ({reason})");
        if (reason != RejectionReason.None || head.KnownMethod == RequestMethod.Connect)
        {
            return;
        }

        Finding.Unless(Tell(framing), expected!, "framing");
        ArrayBufferWriter<byte> output = new();
        HeadWriter.WriteRequestLine(output, head);
        HeadWriter.WriteFields(output, head.Fields);
        HeadWriter.WriteFraming(output, framing);
        if (!head.Fields.Contains(FieldName.Host))
        {
            HeadWriter.WriteField(output, FieldName.Host, "a");
        }

        HeadWriter.WriteEnd(output);
        RequestHead again = new();
        Finding.Unless(Parser.Parse(new ReadOnlySequence<byte>(output.WrittenMemory), again, out _, out _), ParseStatus.Done, "written anew");
        Finding.Unless(Pieces.Text(again.Path), Pieces.Text(head.Path), "path, written anew");
        Finding.Unless(MessageFraming.OfRequest(again, out MessageFraming same), RejectionReason.None, "framing, written anew");
        Finding.Unless(same, framing, "framing, written anew");
    }
}
