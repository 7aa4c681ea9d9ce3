using BotBottle.Core.Logins;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Logins;

/// <summary>The token of a kept login: where it goes, and when it is refreshed.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class LoginTests
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(8);
    private static readonly TimeSpan Expired = TimeSpan.FromMinutes(-1);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    [Test]
    public async Task The_token_replaces_the_agents_placeholder_and_the_account_is_the_logins()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Codex(Fresh));
        await world.AskAsync(
            LoginWorld.Chat, "GET", "/backend-api/codex/models",
            "Authorization: Bearer placeholder\r\nX-Api-Key: placeholder\r\nCHATGPT-Account-ID: another\r\nchatgpt-account-id: third\r\n");
        string head = world.Calls.Single().Head;
        Assert.That(LoginWorld.ValueOf(head, "authorization"), Is.EqualTo($"Bearer {world.First.AccessToken}"));
        Assert.That(LoginWorld.ValueOf(head, "chatgpt-account-id"), Is.EqualTo("account-1"));
        Assert.That(head, Does.Not.Contain("placeholder"));
        Assert.That(world.Refreshes, Is.Empty);
    }

    [Test]
    public async Task A_handshake_of_a_WebSocket_carries_it_too()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Codex(Fresh));
        world.Provider = (_, peer) => peer.SendAsync(Script.Json("{}", 426));
        await using RawClient client = await world.Proxy.TunnelAsync($"{LoginWorld.Chat}:443");
        await client.SendAsync(
            $"GET /backend-api/codex/responses HTTP/1.1\r\nHost: {LoginWorld.Chat}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Bearer placeholder\r\n"
                + "chatgpt-account-id: another\r\n\r\n");
        await client.ReadMessageAsync();
        string head = world.Calls.Single().Head;
        Assert.That(LoginWorld.ValueOf(head, "authorization"), Is.EqualTo($"Bearer {world.First.AccessToken}"));
        Assert.That(LoginWorld.ValueOf(head, "chatgpt-account-id"), Is.EqualTo("account-1"));
    }

    [TestCase("api.anthropic.com", "POST", "/api/oauth/claude_cli/create_api_key")]
    [TestCase("api.anthropic.com", "GET", "/v1/sessions")]
    [TestCase("api.anthropic.com", "GET", "/v1/files")]
    [TestCase("api.anthropic.com", "GET", "/api/organizations")]
    [TestCase("api.anthropic.com", "GET", "/api/eval/%2e%2e%2foauth")]
    [TestCase("www.example.com", "GET", "/v1/models")]
    [TestCase("platform.claude.com", "GET", "/v1/oauth/token")]
    [TestCase("platform.claude.com", "POST", "/v1/oauth/token/revoke")]
    [TestCase("platform.claude.com", "POST", "/v1/oauth/authorize")]
    public async Task The_token_goes_nowhere_else(string host, string method, string path)
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Fresh));
        await world.AskAsync(host, method, path);
        Assert.That(world.Calls.Select(call => call.Head), Is.All.Not.Contain(world.First.AccessToken));
        Assert.That(world.Calls, Has.Count.EqualTo(host == "www.example.com" ? 1 : 0), "requests that left");
        Assert.That(world.Refreshes, Is.Empty);
    }

    [TestCase("chatgpt.com", "GET", "/backend-api/conversations")]
    [TestCase("chatgpt.com", "GET", "/backend-api/wham/tasks")]
    [TestCase("chatgpt.com", "POST", "/backend-api/ps/mcp")]
    [TestCase("chatgpt.com", "GET", "/api/auth/session")]
    [TestCase("api.openai.com", "GET", "/v1/models")]
    [TestCase("auth.openai.com", "POST", "/oauth/revoke")]
    public async Task A_ChatGPT_login_opens_neither_its_conversations_nor_another_host(string host, string method, string path)
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Codex(Fresh));
        (string head, _) = await world.AskAsync(host, method, path);
        Assert.That(head, Does.StartWith("HTTP/1.1 40"));
        Assert.That(world.Calls, Is.Empty);
    }

    [Test]
    public async Task An_expired_start_refreshes_first_and_the_new_tokens_are_on_the_disk_before_they_are_used()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        await world.ModelsAsync();
        (string head, string kept) = world.Calls.Single();
        Assert.That(LoginWorld.ValueOf(head, "authorization"), Is.EqualTo("Bearer minted-access-token-1"));
        Assert.That(kept, Is.EqualTo("minted-access-token-1"));
        string asked = world.Refreshes.Single();
        Assert.That(asked, Does.StartWith("POST /v1/oauth/token HTTP/1.1 "));
        string body = asked[asked.IndexOf('{', StringComparison.Ordinal)..];
        Assert.That(LoginWorld.Member(body, "refresh_token"), Is.EqualTo(world.First.RefreshToken));
        Assert.That(LoginWorld.Member(body, "grant_type"), Is.EqualTo("refresh_token"));
        Assert.That(LoginWorld.Member(body, "scope"), Is.EqualTo("user:inference user:profile"));
        Assert.That(world.Kept, Has.Property(nameof(Login.RefreshToken)).EqualTo("minted-refresh-token-1"));
        Assert.That(world.Kept.ExpiresAt, Is.EqualTo(DateTimeOffset.UtcNow.AddHours(8)).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Two_runs_that_share_a_login_refresh_it_once()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        TestProxy other = await world.StartProxyAsync();
        TaskCompletionSource asked = new();
        TaskCompletionSource go = new();
        world.Vendor = async _ =>
        {
            asked.TrySetResult();
            await go.Task;
            return world.Mint();
        };
        Task<(string, string)>[] calls = [.. Enumerable.Range(0, 12).Select(i => world.ModelsAsync(i % 2 == 0 ? world.Proxy : other))];
        await asked.Task.Within();
        go.SetResult();
        await Task.WhenAll(calls).Within();
        Assert.That(world.Refreshes, Has.Count.EqualTo(1));
        Assert.That(world.Calls, Has.Count.EqualTo(12));
        Assert.That(world.Calls.Select(call => LoginWorld.ValueOf(call.Head, "authorization")), Is.All.EqualTo("Bearer minted-access-token-1"));
    }

    [Test]
    public async Task A_refresh_ahead_of_the_end_delays_neither_a_request_nor_a_stream()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Soon));
        TaskCompletionSource begun = new();
        TaskCompletionSource go = new();
        TaskCompletionSource more = new();
        world.Vendor = async _ =>
        {
            begun.TrySetResult();
            await go.Task;
            return world.Mint();
        };
        world.Provider = async (head, peer) =>
        {
            if (!head.StartsWith("GET /v1/models/stream ", StringComparison.Ordinal))
            {
                await peer.SendAsync(Script.Json("{}"));
                return;
            }
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + Script.Chunk("data: 1\n\n"));
            await more.Task;
            await peer.SendAsync(Script.Chunk("data: 2\n\n") + "0\r\n\r\n");
        };
        Task<(string Head, string Body)> stream = world.AskAsync("api.anthropic.com", "GET", "/v1/models/stream");
        await begun.Task.Within();
        await world.ModelsAsync().Within();
        Assert.That(
            world.Calls.Select(call => LoginWorld.ValueOf(call.Head, "authorization")), Is.All.EqualTo($"Bearer {world.First.AccessToken}"),
            "the old token is good until its end");
        go.SetResult();
        while (LoginWorld.ValueOf(world.Calls.Last().Head, "authorization") != "Bearer minted-access-token-1")
        {
            await world.ModelsAsync().Within();
        }
        more.SetResult();
        Assert.That((await stream.Within()).Body, Is.EqualTo("data: 1\n\ndata: 2\n\n"));
        Assert.That(world.Refreshes, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_token_that_is_rejected_early_is_refreshed_once_and_not_again()
    {
        // A clock that is wrong, or a login that another program refreshed. An agent can provoke a 401, too.
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Fresh));
        world.Provider = (_, peer) => peer.SendAsync(Script.Json("{}", 401));
        for (int i = 0; i < 4; i++)
        {
            Assert.That((await world.ModelsAsync()).Head, Does.StartWith("HTTP/1.1 401 "));
        }
        Assert.That(
            world.Calls.Select(call => LoginWorld.ValueOf(call.Head, "authorization")),
            Is.EqualTo(new[] { $"Bearer {world.First.AccessToken}" }.Concat(Enumerable.Repeat("Bearer minted-access-token-1", 3))));
        Assert.That(world.Refreshes, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_lifetime_of_nothing_does_not_refresh_for_each_request()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        world.Vendor = _ => Task.FromResult(world.Mint(lifetime: 0));
        await world.ModelsAsync();
        await world.ModelsAsync();
        await world.ModelsAsync();
        Assert.That(world.Refreshes, Has.Count.EqualTo(1));
        Assert.That(world.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_client_that_goes_away_does_not_break_off_a_refresh()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        TaskCompletionSource asked = new();
        TaskCompletionSource go = new();
        world.Vendor = async _ =>
        {
            asked.TrySetResult();
            await go.Task;
            return world.Mint();
        };
        await using (RawClient client = await world.Proxy.TunnelAsync("api.anthropic.com:443"))
        {
            await client.SendAsync("GET /v1/models HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n");
            await asked.Task.Within();
        }
        go.SetResult();
        while (world.Kept.AccessToken != "minted-access-token-1")
        {
            await Task.Yield();
        }
        Assert.That(world.Kept.RefreshToken, Is.EqualTo("minted-refresh-token-1"));
    }

    [Test]
    public async Task A_token_that_is_never_refreshed_is_used_as_it_is()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired, refresh: null));
        await world.ModelsAsync();
        Assert.That(LoginWorld.ValueOf(world.Calls.Single().Head, "authorization"), Is.EqualTo($"Bearer {world.First.AccessToken}"));
        Assert.That(world.Refreshes, Is.Empty);
    }

    [Test]
    public async Task A_response_that_echoes_the_present_token_is_withheld()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        world.Provider = (head, peer) => peer.SendAsync(Script.Json($$"""{"echo":"{{LoginWorld.ValueOf(head, "authorization")}}"}"""));
        string seen = "";
        try
        {
            (string head, string body) = await world.ModelsAsync();
            seen = head + body;
        }
        catch (Exception broken) when (broken is IOException or EndOfStreamException)
        {
            // The response is reset at the token.
        }
        Assert.That(LoginWorld.ValueOf(world.Calls.Single().Head, "authorization"), Is.EqualTo("Bearer minted-access-token-1"));
        Assert.That(seen, Does.Not.Contain("minted-access-token-1"));
    }

    [TestCase("sk-ant-oat01-first-access-token")]
    [TestCase("sk-ant-ort01-first-refresh-token")]
    [TestCase("minted-access-token-1")]
    [TestCase("minted-refresh-token-1")]
    public async Task A_request_that_carries_a_token_old_or_new_does_not_leave(string token)
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        await world.ModelsAsync();
        (string head, string body) = await world.AskAsync("www.example.com", "POST", "/", body: $"it is {token}.");
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("dlp_match"));
        Assert.That(body, Does.Not.Contain(token));
        Assert.That(world.Calls.Select(call => call.Head), Is.All.Not.Contain("www.example.com\r\nContent"));
    }
}
