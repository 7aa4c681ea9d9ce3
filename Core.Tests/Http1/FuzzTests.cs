using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Tests.Wire;

namespace BotBottle.Core.Tests.Http1;

/// <summary>
/// Mutated heads and bodies: the parsers agree with the references, with themselves over any cuts, and with what is written from them.
/// A failure names the text; add it to the literals of the parser's own tests.
/// </summary>
public class FuzzTests
{
    private static readonly byte[][] RequestSeeds =
    [
        Splits.Bytes("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        Splits.Bytes("POST /v1/messages?beta=true HTTP/1.1\r\nHost: api.example:8443\r\nX: \t a b \t\r\nEmpty:\r\nContent-Length: 5\r\n\r\nhello"),
        Splits.Bytes("PUT /%2e%61 HTTP/1.0\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: keep-alive, x\r\n\r\n5\r\nhello"),
        Splits.Bytes("GET http://a.example:80/x HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n"),
        Splits.Bytes("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n\u0016"),
    ];

    private static readonly byte[][] ResponseSeeds =
    [
        Splits.Bytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"),
        Splits.Bytes("HTTP/1.0 404 \r\nContent-Length: 5\r\nServer: caf\u00e9\r\n\r\nhello"),
        Splits.Bytes("HTTP/1.1 204\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"),
    ];

    private static readonly byte[][] ChunkSeeds =
    [
        Splits.Bytes("5\r\nhello\r\n0\r\n\r\n"),
        Splits.Bytes("0000A;a=b; c = \"d\\\"e;\r\" \t;f\r\n0123456789\r\n1\r\n\r\r\n0;g\r\nT: v\r\nU:\r\n\r\nGET"),
        Splits.Bytes("1\r\n1\r\n2\r\n\r\n\r\n0\r\n\r\n"),
        Splits.Bytes("7fffffffffffffff\r\nx"),
    ];

    [Test]
    public void Short() => Run(seed: 20_241, rounds: 4_000);

    [Test]
    [Category("Long")]
    public void Long()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Run(seed, rounds: 1_000_000);
    }

    private static void Run(int seed, int rounds)
    {
        var mutator = new Mutator(seed);
        for (var round = 0; round < rounds; round++)
        {
            Chunks(mutator, mutator.Mutate(ChunkSeeds));
            Requests(mutator, mutator.Mutate(RequestSeeds));
            Responses(mutator, mutator.Mutate(ResponseSeeds));
        }
    }

    private static void Chunks(Mutator mutator, byte[] wire)
    {
        var text = Splits.Text(new ReadOnlySequence<byte>(wire));
        var whole = Bodies.Run(MessageFraming.Chunked, [new ReadOnlySequence<byte>(wire)]);
        var cut = mutator.Cut(wire);
        Assert.That(Bodies.Run(MessageFraming.Chunked, [Splits.Of(cut)]), Is.EqualTo(whole), text);
        Assert.That(Bodies.Run(MessageFraming.Chunked, [.. cut.Select(part => new ReadOnlySequence<byte>(part))]), Is.EqualTo(whole), text);

        var reference = ReferenceChunks.Decode(text);
        (string, int)? found = whole.Status == BodyStatus.Done ? (whole.Content, (int)whole.Consumed) : null;
        Assert.That(found, Is.EqualTo(reference), text);
    }

    private static void Requests(Mutator mutator, byte[] wire)
    {
        var head = new RequestHead();
        var verdict = Parse(Heads.RequestParser.Parse, mutator, wire, head);
        var text = Splits.Text(new ReadOnlySequence<byte>(wire));
        var reference = ReferenceHead.Parse(text);
        var isMeaning = head.Rejection is RejectionReason.MissingHost or RejectionReason.DuplicateHost or RejectionReason.InvalidHost
            or RejectionReason.UnsupportedExpectation;
        if (verdict.Status == ParseStatus.Done && head.Form == TargetForm.Origin)
        {
            var fields = new List<string>();
            foreach (var field in head.Fields)
            {
                fields.Add($"{Encoding.Latin1.GetString(field.Name)}={field.ValueText()}");
            }

            var found = new ReferenceHead(
                Encoding.ASCII.GetString(head.Method), Encoding.ASCII.GetString(head.Target), head.MinorVersion, string.Join('\n', fields), (int)verdict.Consumed);
            Assert.That(found, Is.EqualTo(reference), text);
        }
        else
        {
            // A target that begins with a slash goes with no method but CONNECT.
            Assert.That(reference is null || isMeaning || reference.Method == "CONNECT", text);
        }

        if (verdict.Status == ParseStatus.Done && head.KnownMethod != RequestMethod.Connect)
        {
            Rewrite(head, text);
        }
    }

    private static void Responses(Mutator mutator, byte[] wire)
    {
        var head = new ResponseHead();
        if (Parse(Heads.ResponseParser.Parse, mutator, wire, head).Status == ParseStatus.Done)
        {
            var output = new ArrayBufferWriter<byte>();
            HeadWriter.WriteStatusLine(output, head.StatusCode, head.Reason);
            HeadWriter.WriteFields(output, head.Fields);
            HeadWriter.WriteEnd(output);
            Assert.That(Heads.Response(Encoding.Latin1.GetString(output.WrittenSpan)).StatusCode, Is.EqualTo(head.StatusCode));
            MessageFraming.OfResponse(head, RequestMethod.Get, out _);
        }
    }

    // What is written from an accepted request is accepted again and asks for the same.
    private static void Rewrite(RequestHead head, string text)
    {
        var reason = MessageFraming.OfRequest(head, out var framing);
        var output = new ArrayBufferWriter<byte>();
        HeadWriter.WriteRequestLine(output, head);
        HeadWriter.WriteFields(output, head.Fields);
        HeadWriter.WriteFraming(output, framing);
        if (!head.Fields.Contains(FieldName.Host))
        {
            HeadWriter.WriteField(output, FieldName.Host, "a");
        }

        HeadWriter.WriteEnd(output);
        var again = Heads.Request(Encoding.Latin1.GetString(output.WrittenSpan));
        Assert.That(Encoding.ASCII.GetString(again.Path), Is.EqualTo(Encoding.ASCII.GetString(head.Path)), text);
        if (reason == RejectionReason.None)
        {
            Assert.That(MessageFraming.OfRequest(again, out var same), Is.EqualTo(RejectionReason.None), text);
            Assert.That(same, Is.EqualTo(framing), text);
        }
    }

    private delegate ParseStatus Parser<THead>(in ReadOnlySequence<byte> buffer, THead head, out SequencePosition consumed, out SequencePosition examined);

    // Whole, in segments, and growing: one verdict. The head is left as the last of them filled it.
    private static (ParseStatus Status, long Consumed) Parse<THead>(Parser<THead> parse, Mutator mutator, byte[] wire, THead head)
        where THead : MessageHead
    {
        var whole = new ReadOnlySequence<byte>(wire);
        var status = parse(whole, head, out var consumed, out _);
        var reason = head.Rejection;
        var length = whole.Length - whole.Slice(consumed).Length;
        var cut = mutator.Cut(wire);
        head.Reset();
        Assert.That(parse(Splits.Of(cut), head, out _, out _), Is.EqualTo(status), Splits.Text(whole));
        Assert.That(head.Rejection, Is.EqualTo(reason), Splits.Text(whole));

        head.Reset();
        var grown = ParseStatus.NeedMore;
        for (var parts = 1; parts <= cut.Length && grown == ParseStatus.NeedMore; parts++)
        {
            grown = parse(Splits.Of(cut[..parts]), head, out _, out _);
        }

        Assert.That((grown, head.Rejection), Is.EqualTo((status, reason)), Splits.Text(whole));
        return (status, length);
    }
}
