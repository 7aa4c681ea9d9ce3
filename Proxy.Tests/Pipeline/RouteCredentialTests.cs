using System.IO.Compression;
using System.Text;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

[Parallelizable(ParallelScope.All)]
public sealed class RouteCredentialTests
{
    private const string Secret = "the-hosts-own-token-0123";

    private const string Routes = """
        routes:
        - {host: bearer.example, auth_scheme: Bearer, token_env: TOKEN}
        - {host: token.example, auth_scheme: token, token_env: TOKEN}
        - {host: key.example, auth_scheme: x-api-key, token_env: TOKEN}
        - {host: unset.example, auth_scheme: Bearer, token_env: UNSET}
        - {host: api.anthropic.com, auth_scheme: x-api-key, token_env: TOKEN, tools: [web_fetch]}
        - {host: api.openai.com, agent_credentials: true}
        - {host: plain.example}
        """;

    private static readonly TestProxyOptions Options = new()
    {
        Credentials = [], Routes = Routes, Secrets = [new RouteSecret("TOKEN", Secret)], Log = EgressLog.Blocks,
    };

    private const string AgentsOwn =
        "Authorization: Bearer agents-own\r\nX-API-KEY: agents-own\r\nprivate-token: agents-own\r\nX-Auth-Token: agents-own\r\nCookie: a=agents-own\r\n";

    [TestCase("bearer.example", "authorization: Bearer " + Secret)]
    [TestCase("token.example", "authorization: token " + Secret)]
    [TestCase("key.example", "x-api-key: " + Secret)]
    public async Task A_routes_credential_replaces_all_of_the_agents(string host, string field)
    {
        string head =
            await SentAsync(
                host,
                $"GET /a?x=1&access_token=agents-own HTTP/1.1\r\nHost: {host}\r\n{AgentsOwn}Range: bytes=0-3\r\nAccept-Encoding: br\r\nConnection: "
                    + "authorization\r\n\r\n");
        Assert.That(head, Does.Not.Contain("agents-own").And.Not.Contain("Range"));
        Assert.That(head, Does.StartWith("GET /a?x=1 HTTP/1.1\r\n").And.Contain($"\r\n{field}\r\n").And.Contain("Accept-Encoding: identity\r\n"));
    }

    [Test]
    public async Task Other_routes_get_the_agents_credentials_and_none_of_the_host()
    {
        foreach (string host in new[] { "plain.example", "api.openai.com" })
        {
            string head = await SentAsync(host, $"GET /v1/models HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer agents-own\r\n\r\n");
            Assert.That(head, Does.Contain("Authorization: Bearer agents-own").And.Not.Contain(Secret));
        }
    }

    [Test]
    public async Task A_request_with_an_unset_variable_is_refused_by_its_name()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), Options);
        (string head, string body) = await AskAsync(outside, "unset.example", "GET / HTTP/1.1\r\nHost: unset.example\r\nAuthorization: mine\r\n\r\n");
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("x-bot-bottle-reason: credential_missing"));
        Assert.That(body, Does.Contain("UNSET is not set").And.Contain("routes.yml:5 (unset.example)"));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [TestCase("/api/oauth/claude_cli/create_api_key")]
    [TestCase("/api/oauth/claude_cli/create_api_key/")]
    [TestCase("/api/oauth/claude_cli/Create_Api_Key?x=1")]
    public async Task No_credential_of_the_host_is_sent_where_a_key_is_made(string path)
    {
        // The response would be a key of the host's account, which the agent could send elsewhere.
        await using Outside outside = await Outside.WithAsync(
            Script.Answering(Script.Json("{\"raw_key\":\"sk-ant-api03-new\"}")), Options with
            {
                Routes = Routes.Replace("x-api-key, token_env: TOKEN, tools", "Bearer, token_env: TOKEN, unmetered: true, tools", StringComparison.Ordinal),
            });
        (string head, string body) = await AskAsync(
            outside, "api.anthropic.com", $"POST {path} HTTP/1.1\r\nHost: api.anthropic.com\r\nAuthorization: mine\r\nContent-Length: 2\r\n\r\n{{}}");
        Assert.That(head, Does.Contain("x-bot-bottle-reason: route_not_matched"));
        Assert.That(body, Does.Contain("TOKEN is not sent where the response would be a new key"));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [Test]
    public async Task A_credential_is_never_sent_without_TLS()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), Options, tls: false);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendAsync("GET http://bearer.example/ HTTP/1.1\r\nHost: bearer.example\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Does.Contain("route_not_matched").And.Contain("TOKEN is only sent over TLS"));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [TestCase("X-Echo: Bearer " + Secret)]
    [TestCase("Location: https://evil.example/?t=" + Secret)]
    [TestCase("Content-Encoding: unheard-of")]
    public async Task A_head_that_reflects_the_credential_is_withheld(string field)
    {
        await using Outside outside = await Outside.WithAsync(
            Script.Answering($"HTTP/1.1 200 OK\r\n{field}\r\nContent-Length: 2\r\n\r\n{{}}"), Options);
        (string head, string body) = await AskAsync(outside, "bearer.example", "GET / HTTP/1.1\r\nHost: bearer.example\r\n\r\n");
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("x-bot-bottle-reason: dlp_match"));
        Assert.That(body, Does.Contain("TOKEN").And.Not.Contain(Secret));
    }

    [TestCase("raw")]
    [TestCase("base64")]
    [TestCase("dripped")]
    [TestCase("gzip")]
    public async Task A_body_that_reflects_the_credential_is_broken_off(string kind)
    {
        string text = $"{{\"authorization\":\"Bearer {(kind == "base64" ? Convert.ToBase64String(Encoding.ASCII.GetBytes("x:" + Secret)) : Secret)}\"}}";
        byte[] body = Encoding.ASCII.GetBytes(text);
        if (kind == "gzip")
        {
            using MemoryStream coded = new();
            using (GZipStream gzip = new(coded, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(body);
            }
            body = coded.ToArray();
        }
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadMessageAsync();
                await upstream.SendAsync($"HTTP/1.1 200 OK\r\n{(kind == "gzip" ? "Content-Encoding: gzip\r\n" : "")}Content-Length: {body.Length}\r\n\r\n");
                foreach (byte[] piece in body.Chunk(kind == "dripped" ? 1 : 4096))
                {
                    await upstream.SendAsync(Encoding.Latin1.GetString(piece));
                }
                await upstream.ReadToEndAsync();
            },
            Options);
        await using RawClient client = await outside.Proxy.TunnelAsync("bearer.example:443");
        await client.SendAsync("GET / HTTP/1.1\r\nHost: bearer.example\r\n\r\n");
        Assert.That(await ReadUntilBrokenAsync(client), Does.Not.Contain(Secret[..12]));
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("dlp_match").And.Contain("the response contains TOKEN").And.Not.Contain(Secret));
    }

    [Test]
    public async Task A_response_that_only_begins_like_the_credential_passes_completely()
    {
        string text = Secret[..^1] + "x" + Secret[..7];
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json(text)), Options);
        (string _, string body) = await AskAsync(outside, "bearer.example", "GET / HTTP/1.1\r\nHost: bearer.example\r\n\r\n");
        Assert.That(body, Is.EqualTo(text));
    }

    [TestCase("web_fetch_20250910", 200)]
    [TestCase("web_search_20250305", 400)]
    [TestCase("mcp_toolset", 400)]
    [TestCase("bash_20250124", 200)]
    public async Task The_route_decides_on_provider_run_tools(string tool, int status)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), Options);
        string request = $$"""{"model":"claude-sonnet-4-5","max_tokens":1,"messages":[],"tools":[{"type":"{{tool}}","name":"t"}]}""";
        (string head, string body) = await AskAsync(
            outside, Outside.Claude, $"POST /v1/messages HTTP/1.1\r\nHost: {Outside.Claude}\r\nContent-Length: {request.Length}\r\n\r\n{request}");
        Assert.That(head, Does.StartWith($"HTTP/1.1 {status} "));
        Assert.That(
            status == 200 || body.StartsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"", StringComparison.Ordinal), Is.True, body);
        Assert.That(status == 200 || head.Contains("tool_not_allowed", StringComparison.Ordinal), Is.True, head);
    }

    private static async Task<string> ReadUntilBrokenAsync(RawClient client)
    {
        StringBuilder text = new();
        try
        {
            while (true)
            {
                text.Append(await client.ReadAsync(1));
            }
        }
        catch (IOException)
        {
            return text.ToString();
        }
    }

    private static async Task<string> SentAsync(string host, string request)
    {
        TaskCompletionSource<string> sent = new();
        await using Outside outside = await Outside.WithAsync(
            Script.Answering((head, _) =>
            {
                sent.TrySetResult(head);
                return Script.Json("{}");
            }),
            Options);
        (string head, string _) = await AskAsync(outside, host, request);
        Assert.That(head, Does.StartWith("HTTP/1.1 200 "));
        return await sent.Task.Within();
    }

    private static async Task<(string Head, string Body)> AskAsync(Outside outside, string host, string request)
    {
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(request);
        return await client.ReadMessageAsync();
    }
}
