using System.Buffers;
using BotBottle.Core.Http1;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>Response heads, and their framing for each method with its own rules.</summary>
internal sealed class ResponseHeadTarget : HeadTarget<ResponseHead>
{
    private static readonly ResponseHeadParser Parser = new(HeadLimits.Response);

    public override string Name => "response-head";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
            "HTTP/1.0 404 \r\nContent-Length: 5\r\nServer: caf\u00e9\r\n\r\nhello",
            "HTTP/1.1 204\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\nETag: \"x\"\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u0081\u0000",
            "HTTP/1.1 999 \u00ff\r\nConnection: close\r\n\r\n",
        }.Select(Pieces.Bytes),
    ];

    protected override ResponseHead Create() => new();

    protected override ParseStatus Parse(in ReadOnlySequence<byte> buffer, ResponseHead head, out SequencePosition end) =>
        Parser.Parse(buffer, head, out end, out _);

    protected override ReferenceHead? Refer(string wire) => ReferenceHead.Response(wire);

    protected override string Start(ResponseHead head) => $"{head.StatusCode} {Pieces.Text(head.Reason)} {head.MinorVersion}";

    protected override void JudgeAccepted(ResponseHead head, ReferenceHead reference)
    {
        string? announced = ReferenceFraming.Of(reference, head.MinorVersion);
        foreach (RequestMethod method in new[] { RequestMethod.Get, RequestMethod.Head, RequestMethod.Connect })
        {
            RejectionReason reason = MessageFraming.OfResponse(head, method, out MessageFraming framing);
            bool bare = head.StatusCode is < 200 or 204;
            bool accepted = announced is not null && (!bare || announced == "" || (head.StatusCode == 204 && announced == "0"));
            Finding.Unless(reason == RejectionReason.None, accepted, $"framing for {method} ({reason})");
            if (accepted)
            {
                bool empty = bare || head.StatusCode == 304 || method == RequestMethod.Head || (method == RequestMethod.Connect && head.StatusCode < 300);
                FramingKind kind = empty
                    ? FramingKind.None
                    : announced == ""
                    ? FramingKind.UntilClose
                    : announced == "chunked"
                    ? FramingKind.Chunked
                    : FramingKind.Length;
                Finding.Unless(framing.Kind, kind, $"framing for {method}");
                Finding.Unless(kind != FramingKind.Length || Tell(framing) == announced, $"length for {method}");
            }
        }
    }
}
