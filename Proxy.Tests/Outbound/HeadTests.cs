using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A secret in a request's head stops it before a connection is opened.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HeadTests
{
    private const string Wild = Secrets.Known + ".wild.example";

    public static IEnumerable<TestCaseData> Places()
    {
        foreach (string secret in new[] { Secrets.Known, Secrets.Token })
        {
            yield return new TestCaseData($"{secret} / HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n", secret, "method").SetArgDisplayNames("method", secret[..4]);
            yield return new TestCaseData($"GET /a/{secret}/b HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n", secret, "path")
                .SetArgDisplayNames("path", secret[..4]);
            yield return new TestCaseData($"GET /?a={secret}&b=1 HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n", secret, "query")
                .SetArgDisplayNames("query", secret[..4]);
            yield return new TestCaseData($"GET / HTTP/1.1\r\nHost: {Outside.Plain}\r\nX-A: b {secret}\r\n\r\n", secret, "header x-a")
                .SetArgDisplayNames("header", secret[..4]);
            yield return new TestCaseData($"GET / HTTP/1.1\r\nHost: {Outside.Plain}\r\n{secret}: 1\r\n\r\n", secret, "header name")
                .SetArgDisplayNames("name", secret[..4]);
            yield return new TestCaseData($"HEAD / HTTP/1.1\r\nHost: {Outside.Plain}\r\nCookie: a={secret}\r\n\r\n", secret, "header cookie")
                .SetArgDisplayNames("cookie", secret[..4]);
            yield return new TestCaseData(
                WebSocketPeer.Handshake(Outside.Plain, "/", $"Sec-WebSocket-Protocol: a, {secret}\r\n"), secret, "header sec-websocket-protocol")
                    .SetArgDisplayNames("subprotocol", secret[..4]);
        }
    }

    [TestCaseSource(nameof(Places))]
    public async Task A_secret_in_a_head_is_not_sent(string request, string secret, string place)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(request);
        string head = await client.ReadHeadAsync();
        string body = request.StartsWith("HEAD", StringComparison.Ordinal) ? ""
            : await client.ReadAsync(int.Parse(WirePeer.Field(head, "Content-Length")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("x-bot-bottle-reason: dlp_match"), body);
        Assert.That(body, request.StartsWith("HEAD", StringComparison.Ordinal) ? Is.Empty : Does.Contain($"in the {place}: ").And.Contain("***"));
        Assert.That(head + body, Does.Not.Contain(secret).And.Not.Contain(secret.ToLowerInvariant()));
        Assert.That(outside.Upstream.Connections, Is.Zero);
        string log = outside.Proxy.Log.ToString();
        Assert.That(log, Does.Contain("\"dlp_match\"").And.Not.Contain(secret).And.Not.Contain(secret.ToLowerInvariant()));
    }

    [Test]
    public async Task A_secret_in_a_host_of_a_wildcard_route_is_not_sent()
    {
        TestProxyOptions options = Secrets.On("block") with { Routes = "routes: [{host: '*.wild.example', dlp: {outbound_on_match: block}}]", Names = [Wild] };
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), options);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Wild}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Wild}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("dlp_match"), body);
        Assert.That(body, Does.Contain("known secret TOKEN in the host").And.Not.Contain(Secrets.Known));
        Assert.That(outside.Upstream.Connections, Is.Zero);
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("\"dlp_match\"").And.Not.Contain(Secrets.Known));
    }

    [Test]
    public async Task Refused_and_allowed_requests_leave_no_secret_in_the_log()
    {
        // A value that the route allows must still not be logged.
        TestProxyOptions options = Secrets.On("block", ", outbound_detectors: []");
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), options);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync($"GET /{Secrets.Known}/{Secrets.Token} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        await using RawClient other = await outside.Proxy.ConnectAsync();
        await other.SendAsync($"GET http://{Secrets.Known}.example/{Secrets.Token} HTTP/1.1\r\nHost: {Secrets.Known}.example\r\n\r\n");
        Assert.That((await other.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 "));
        await outside.Proxy.IdleAsync();
        string log = outside.Proxy.Log.ToString();
        Assert.That(log, Does.Contain("egress_allow").And.Contain("egress_block"));
        Assert.That(log, Does.Not.Contain(Secrets.Known).And.Not.Contain(Secrets.Token));
    }

    [Test]
    public async Task A_pipelined_request_is_searched_like_the_first()
    {
        await using Outside outside = await Outside.WithAsync(
            Script.Answering((head, _) => Script.Json(head.Contains("horse", StringComparison.Ordinal) ? "!" : "{}")), Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(
            $"GET / HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\nGET /{Secrets.Known} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\nGET /3 HTTP/1.1\r\nHost: "
                + $"{Outside.Plain}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 "));
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
    }

    [Test]
    public async Task A_known_secret_is_found_in_the_login_field_of_a_provider()
    {
        TestProxyOptions options = new()
        {
            Credentials = [], Secrets = [new RouteSecret("TOKEN", Secrets.Known)],
            Routes = $"routes: [{{host: {Outside.Claude}, agent_credentials: true, dlp: {{outbound_on_match: block}}}}]",
        };
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), options);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string own = "sk-ant-api03-" + new string('A', 93);
        await client.SendAsync($"GET /v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\nX-Api-Key: {own}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        await client.SendAsync($"GET /v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\nX-Other: {own}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Does.Contain("Anthropic"));
        await client.SendAsync($"GET /v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\nX-Api-Key: {Secrets.Known}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Does.Contain("known secret TOKEN in the header x-api-key"));
    }
}
