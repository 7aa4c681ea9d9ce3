using System.Buffers;
using BotBottle.Core.Http1;
using BotBottle.Core.Tests.Core.Wire;
using BotBottle.Core.WebSocket;

namespace BotBottle.Core.Tests.Core.WebSocket;

[Parallelizable(ParallelScope.All)]
public sealed class WebSocketHandshakeTests
{
    // RFC 6455 section 1.3.
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    [Test]
    public void The_accept_value_matches_the_example_of_the_rfc() =>
        Assert.That(WebSocketHandshake.AcceptFor("dGhlIHNhbXBsZSBub25jZQ=="u8), Is.EqualTo(Accept));

    [Test]
    public void A_key_has_24_characters_that_a_server_accepts()
    {
        string key = WebSocketHandshake.KeyOf(new byte[16]);
        Assert.That(key, Has.Length.EqualTo(24));
        Assert.That(Request($"GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: {key}"),
            Is.EqualTo(HandshakeFault.None));
    }

    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key, HandshakeFault.None)]
    [TestCase("GET / HTTP/1.1|Host: a|connection: keep-alive, UPGRADE|upgrade: WebSocket|sec-websocket-version: 13|sec-websocket-key: " + Key,
        HandshakeFault.None)]
    [TestCase("GET / HTTP/1.1|Host: a|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key, HandshakeFault.NotUpgrade)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket, h2c|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key,
        HandshakeFault.NotUpgrade)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key,
        HandshakeFault.NotUpgrade)]
    [TestCase("POST / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key,
        HandshakeFault.InvalidRequest)]
    [TestCase("GET / HTTP/1.0|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key,
        HandshakeFault.InvalidRequest)]
    [TestCase("GET / HTTP/1.1|Host: a|Content-Length: 0|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key,
        HandshakeFault.InvalidRequest)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Key: " + Key, HandshakeFault.UnsupportedVersion)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 8|Sec-WebSocket-Key: " + Key,
        HandshakeFault.UnsupportedVersion)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key,
        HandshakeFault.UnsupportedVersion)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13", HandshakeFault.InvalidKey)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: c2hvcnQ=", HandshakeFault.InvalidKey)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ!!",
        HandshakeFault.InvalidKey)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZTEy",
        HandshakeFault.InvalidKey)]
    [TestCase("GET / HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + Key + "|Sec-WebSocket-Key: "
        + Key, HandshakeFault.InvalidKey)]
    public void Handshake_requests_are_checked(string lines, HandshakeFault expected) => Assert.That(Request(lines), Is.EqualTo(expected));

    [TestCase("Upgrade: websocket", true)]
    [TestCase("Upgrade: h2c, WEBSOCKET", true)]
    [TestCase("Upgrade: h2c", false)]
    [TestCase("X: websocket", false)]
    public void A_request_that_names_the_protocol_is_a_handshake(string field, bool asks) =>
        Assert.That(WebSocketHandshake.IsAsked(Head($"POST / HTTP/1.1|Host: a|{field}")), Is.EqualTo(asks));

    [TestCase("HTTP/1.1 101 Fine|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Accept: " + Accept, HandshakeFault.None)]
    [TestCase("HTTP/1.1 101|connection: upgrade|upgrade: WebSocket|sec-websocket-accept: " + Accept + "|Sec-WebSocket-Protocol: chat", HandshakeFault.None)]
    [TestCase("HTTP/1.1 200 OK|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Accept: " + Accept, HandshakeFault.NotUpgrade)]
    [TestCase("HTTP/1.0 101 Fine|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Accept: " + Accept, HandshakeFault.NotUpgrade)]
    [TestCase("HTTP/1.1 101 Fine|Upgrade: websocket|Sec-WebSocket-Accept: " + Accept, HandshakeFault.NotUpgrade)]
    [TestCase("HTTP/1.1 101 Fine|Connection: Upgrade|Upgrade: h2c|Sec-WebSocket-Accept: " + Accept, HandshakeFault.NotUpgrade)]
    [TestCase("HTTP/1.1 101 Fine|Connection: Upgrade|Upgrade: websocket", HandshakeFault.InvalidAccept)]
    [TestCase("HTTP/1.1 101 Fine|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=", HandshakeFault.InvalidAccept)]
    [TestCase("HTTP/1.1 101 Fine|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Accept: " + Accept + "|Sec-WebSocket-Accept: " + Accept,
        HandshakeFault.InvalidAccept)]
    [TestCase("HTTP/1.1 101 Fine|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Extensions: permessage-deflate|Sec-WebSocket-Accept: " + Accept,
        HandshakeFault.UnexpectedExtension)]
    [TestCase("HTTP/1.1 101 Fine|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Protocol: other|Sec-WebSocket-Accept: " + Accept,
        HandshakeFault.UnexpectedProtocol)]
    [TestCase("HTTP/1.1 101 Fine|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Protocol: chat, v2|Sec-WebSocket-Accept: " + Accept,
        HandshakeFault.UnexpectedProtocol)]
    public void Handshake_responses_are_checked(string lines, HandshakeFault expected)
    {
        RequestHead asked = Head($"GET / HTTP/1.1|Host: a|Sec-WebSocket-Protocol: chat, v2|Sec-WebSocket-Key: {Key}");
        ResponseHead answer = new();
        ParseStatus status = new ResponseHeadParser(HeadLimits.Response).Parse(new ReadOnlySequence<byte>(Bytes(lines)), answer, out _, out _);
        Assert.That(status, Is.EqualTo(ParseStatus.Done));
        Assert.That(WebSocketHandshake.CheckAnswer(answer, Key, asked), Is.EqualTo(expected));
    }

    private static HandshakeFault Request(string lines)
    {
        RequestHead head = Head(lines);
        Assert.That(MessageFraming.OfRequest(head, out MessageFraming framing), Is.EqualTo(RejectionReason.None));
        return WebSocketHandshake.CheckRequest(head, framing);
    }

    private static RequestHead Head(string lines)
    {
        RequestHead head = new();
        ParseStatus status = new RequestHeadParser(HeadLimits.Request).Parse(new ReadOnlySequence<byte>(Bytes(lines)), head, out _, out _);
        Assert.That(status, Is.EqualTo(ParseStatus.Done));
        return head;
    }

    private static byte[] Bytes(string lines) => Splits.Bytes(lines.Replace("|", "\r\n", StringComparison.Ordinal) + "\r\n\r\n");
}
