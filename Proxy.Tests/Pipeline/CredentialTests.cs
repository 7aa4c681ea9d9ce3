using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

[Parallelizable(ParallelScope.All)]
public sealed class CredentialTests
{
    private const string AgentsOwn =
        "Authorization: Bearer agents-own\r\nX-Api-Key: agents-own\r\nApi-Key: agents-own\r\nX-Goog-Api-Key: agents-own\r\nCookie: agents-own\r\n"
            + "Proxy-Authorization: Basic agents-own\r\n";

    [TestCase(Outside.Claude, "x-api-key: host-claude-key")]
    [TestCase(Outside.OpenAi, "authorization: Bearer host-codex-key")]
    public async Task The_hosts_key_replaces_all_credentials_of_the_agent(string host, string expected)
    {
        string head = await SentAsync(
            host, $"GET /v1/models?a=1&key=agents-own&KEY=agents-own&%6bey=agents-own&b=2 HTTP/1.1\r\nHost: {host}\r\n{AgentsOwn}\r\n", new TestProxyOptions());
        Assert.That(head, Does.Not.Contain("agents-own"));
        Assert.That(head, Does.StartWith("GET /v1/models?a=1&b=2 HTTP/1.1\r\n"));
        Assert.That(head, Does.Contain(expected + "\r\n"));
    }

    [Test]
    public async Task The_agents_own_login_passes_if_it_is_allowed()
    {
        TestProxyOptions options = new() { Credentials = [], AgentCredentials = true };
        string head = await SentAsync(Outside.Claude, $"GET /v1/models?key=agents-own HTTP/1.1\r\nHost: {Outside.Claude}\r\n{AgentsOwn}\r\n", options);
        Assert.That(head, Does.Contain("Authorization: Bearer agents-own").And.Contain("?key=agents-own"));
        Assert.That(head, Does.Not.Contain("Proxy-Authorization"));
    }

    [Test]
    public async Task Other_hosts_get_the_agents_credentials_and_no_key_of_the_host()
    {
        string head =
            await SentAsync(Outside.Plain, $"GET /?key=mine HTTP/1.1\r\nHost: {Outside.Plain}\r\nAuthorization: mine\r\n\r\n", new TestProxyOptions());
        Assert.That(head, Is.EqualTo($"GET /?key=mine HTTP/1.1\r\nHost: {Outside.Plain}\r\nAuthorization: mine\r\n\r\n"));
    }

    [TestCase("POST", "/v1/messages", "HTTP/1.1 400 ")]
    [TestCase("GET", "/v1/models", "HTTP/1.1 403 ")]
    public async Task Without_a_key_no_request_is_sent_to_a_provider(string method, string path, string status)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), new TestProxyOptions { Credentials = [] });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync($"{method} {path} HTTP/1.1\r\nHost: {Outside.Claude}\r\nX-Api-Key: agents-own\r\nContent-Length: 2\r\n\r\n{{}}");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith(status).And.Contain("x-bot-bottle-reason: credential_missing"));
        Assert.That(body, Does.Contain("ANTHROPIC_API_KEY"));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [Test]
    public async Task A_key_is_never_sent_without_TLS()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), tls: false);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendAsync($"GET http://{Outside.Claude}/v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("route_not_matched"));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [TestCase("Accept-Encoding: gzip, deflate, br, zstd\r\n", "gzip, deflate")]
    [TestCase("Accept-Encoding: br\r\nAccept-Encoding: gzip;q=0.5\r\n", "gzip")]
    [TestCase("Accept-Encoding: gzip;q=0, deflate;q=0.0, br\r\n", "identity")]
    [TestCase("Accept-Encoding: zstd\r\n", "identity")]
    [TestCase("", "identity")]
    public async Task Metered_hosts_are_offered_only_decodable_codings(string offered, string expected)
    {
        string head = await SentAsync(Outside.Claude, $"GET /v1/models HTTP/1.1\r\nHost: {Outside.Claude}\r\n{offered}\r\n", new TestProxyOptions());
        Assert.That(head.Split("\r\n").Where(line => line.StartsWith("Accept-Encoding:", StringComparison.OrdinalIgnoreCase)),
            Is.EqualTo(new[] { $"Accept-Encoding: {expected}" }));
    }

    [Test]
    public async Task Override_fields_and_fields_of_the_proxy_are_dropped()
    {
        string head = await SentAsync(
            Outside.Plain,
            $"GET /a HTTP/1.1\r\nHost: {Outside.Plain}\r\nX-Original-URL: /b\r\nX-HTTP-Method-Override: DELETE\r\nX-Forwarded-Host: c\r\nX-Bot-Bottle-Reason: "
                + "x\r\n" +
            "Connection: X-Drop, Host\r\nX-Drop: 1\r\nTE: trailers\r\nKeep-Alive: 5\r\n\r\n",
            new TestProxyOptions());
        Assert.That(head, Is.EqualTo($"GET /a HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n"));
    }

    private static async Task<string> SentAsync(string host, string request, TestProxyOptions options)
    {
        TaskCompletionSource<string> sent = new();
        await using Outside outside = await Outside.WithAsync(
            Script.Answering((head, _) =>
            {
                sent.TrySetResult(head);
                return Script.Json("{}");
            }),
            options with { Log = EgressLog.Off });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(request);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        return await sent.Task.Within();
    }
}
