using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class HopByHopTests
{
    [TestCase("Connection: close", "")]
    [TestCase("Keep-Alive: timeout=5|Proxy-Connection: keep-alive|Proxy-Authorization: Basic x|PROXY-X: y", "")]
    [TestCase("TE: trailers|Trailer: x|Transfer-Encoding: chunked|Content-Length: 5|Upgrade: h2c|HTTP2-Settings: x|Expect: 100-continue", "")]
    [TestCase("X-Bot-Bottle-Reason: x|x-bot-bottle-anything: y|X-Bot: z", "X-Bot")]
    [TestCase("A: 1|B: 2|a: 3", "A B a")]
    [TestCase("Connection: keep-alive, x-a ,X-B|X-A: 1|x-b: 2|X-C: 3", "X-C")]
    [TestCase("Connection: x-a|X-A: 1|Connection: x-b|X-B: 2", "")]
    [TestCase("Connection: host, authorization, cookie, set-cookie, content-type, content-anything, x-api-key, api-key, x-goog-api-key"
        + "|Host: a|Authorization: b|Cookie: c|Set-Cookie: d|Content-Type: e|Content-Anything: f|X-Api-Key: g|Api-Key: h|X-Goog-Api-Key: i",
        "Host Authorization Cookie Set-Cookie Content-Type Content-Anything X-Api-Key Api-Key X-Goog-Api-Key")]
    [TestCase("Connection: \"x-a\", x|X-A: 1", "X-A")]
    [TestCase("Connection: ,, ,x-a,|X-A: 1", "")]
    public void Only_end_to_end_fields_are_forwarded(string fields, string forwarded)
    {
        var table = Heads.Response($"HTTP/1.1 200 OK\r\n{fields.Replace("|", "\r\n")}\r\n\r\n").Fields;
        var hops = new HopByHop(table);
        var names = new List<string>();
        foreach (var field in table)
        {
            if (!hops.Drops(field))
            {
                names.Add(System.Text.Encoding.ASCII.GetString(field.Name));
            }
        }

        Assert.That(string.Join(' ', names), Is.EqualTo(forwarded));
    }

    [Test]
    public void Connection_options_are_limited_without_counting_empty_ones()
    {
        string most = string.Join(",,", Enumerable.Range(0, HeaderTable.MaxConnectionOptions - 1).Select(i => $"x-{i}"));
        Assert.That(Heads.Response($"HTTP/1.1 200 OK\r\nConnection: {most}\r\nConnection: close\r\n\r\n").KeepsAlive, Is.False);
        ResponseHead head = new();
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: {most}\r\nConnection: close, x\r\n\r\n");
        var status = new ResponseHeadParser(HeadLimits.Response).Parse(new System.Buffers.ReadOnlySequence<byte>(bytes), head, out _, out _);
        Assert.That((status, head.Rejection), Is.EqualTo((ParseStatus.Rejected, RejectionReason.TooManyConnectionOptions)));
    }
}
