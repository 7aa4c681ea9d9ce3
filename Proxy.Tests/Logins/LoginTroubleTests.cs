using BotBottle.Core.Logins;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Tests.WebSockets;

namespace BotBottle.Proxy.Tests.Logins;

/// <summary>Logins that ended, vendors that do not answer, and the agent's own requests for new tokens.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class LoginTroubleTests
{
    private const string Message = "{\"model\":\"claude-opus-5-5\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(8);
    private static readonly TimeSpan Expired = TimeSpan.FromMinutes(-1);

    [TestCase("{\"error\":\"invalid_grant\"}", 400)]
    [TestCase("{\"error\":{\"type\":\"invalid_grant\",\"message\":\"gone\"}}", 401)]
    [TestCase("{\"error\":{\"code\":\"refresh_token_reused\"}}", 401)]
    public async Task A_revoked_login_refuses_calls_at_once_with_what_to_do(string answer, int status)
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        world.Vendor = _ => Task.FromResult(Script.Json(answer, status));
        for (int i = 0; i < 2; i++)
        {
            (string head, string body) = await world.AskAsync("api.anthropic.com", "POST", "/v1/messages", body: Message);
            Assert.That(head, Does.StartWith("HTTP/1.1 400 ").And.Contain("credential_missing").And.Contain("x-should-retry: false"));
            Assert.That(body, Does.Contain("login claude:work was revoked or has ended").And.Contain("bot-bottle login claude --name work"));
        }
        Assert.That(world.Refreshes, Has.Count.EqualTo(1));
        Assert.That(world.Calls, Is.Empty);
        Assert.That(world.Kept.RevokedAt, Is.Not.Null);
    }

    [Test]
    public async Task A_run_goes_on_when_the_operator_logs_in_again()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Fresh) with { RevokedAt = DateTimeOffset.UtcNow });
        Assert.That((await world.ModelsAsync()).Head, Does.StartWith("HTTP/1.1 401 "));
        LoginStore.Write(world.Path, LoginWorld.Claude(Fresh) with { AccessToken = "sk-ant-oat01-of-a-new-login" });
        while (!(await world.ModelsAsync()).Head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            await Task.Yield();
        }
        Assert.That(LoginWorld.ValueOf(world.Calls.Last().Head, "authorization"), Is.EqualTo("Bearer sk-ant-oat01-of-a-new-login"));
    }

    [TestCase("{}", 500)]
    [TestCase("{}", 429)]
    [TestCase("{\"error\":\"invalid_request\"}", 400)]
    [TestCase("{\"error\":\"access_denied\"}", 403)]
    [TestCase("<html>", 200)]
    [TestCase("{\"token_type\":\"Bearer\"}", 200)]
    [TestCase("{\"access_token\":\"a\\r\\nX-Evil: 1\"}", 200)]
    public async Task A_vendor_that_does_not_answer_revokes_nothing(string answer, int status)
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        world.Vendor = _ => Task.FromResult(Script.Json(answer, status));
        for (int i = 0; i < 2; i++)
        {
            (string head, string body) = await world.ModelsAsync();
            Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("upstream_unreachable"));
            Assert.That(body, Does.Contain("login claude:work").And.Contain("platform.claude.com"));
        }
        Assert.That(world.Refreshes, Has.Count.EqualTo(1), "it waits before it tries again");
        Assert.That(world.Kept, Is.EqualTo(world.First).Using<Login>((a, b) => a.AccessToken == b.AccessToken && b.RevokedAt is null));
    }

    [Test]
    public async Task While_its_token_is_good_a_login_that_cannot_be_refreshed_is_used()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(TimeSpan.FromMinutes(2)));
        TaskCompletionSource asked = new();
        world.Vendor = _ =>
        {
            asked.TrySetResult();
            return Task.FromResult(Script.Json("{}", 503));
        };
        await world.ModelsAsync();
        await asked.Task.Within();
        Assert.That((await world.ModelsAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(world.Calls.Select(call => LoginWorld.ValueOf(call.Head, "authorization")), Is.All.EqualTo($"Bearer {world.First.AccessToken}"));
    }

    [Test]
    public async Task A_login_that_was_removed_is_refused()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        LoginStore.Remove(world.Path);
        (string head, string body) = await world.ModelsAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 401 "));
        Assert.That(body, Does.Contain("login claude:work was removed"));
        Assert.That(world.Refreshes, Is.Empty);
    }

    [Test]
    public async Task An_open_WebSocket_of_a_removed_login_takes_no_further_message()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Codex(Fresh));
        int received = 0;
        world.Provider = async (head, peer) =>
        {
            WebSocketPeer socket = await WebSocketPeer.AcceptAsync(peer, head, "");
            while ((await socket.ReadAsync()).StartsWith("text:", StringComparison.Ordinal)) // the refusal closes the WebSocket
            {
                received++;
                await socket.SendTextAsync(MeteredSocket.Completed("resp_1", 5, 1));
            }
        };
        await using WebSocketPeer client = await WebSocketPeer.OpenAsync(world.Proxy, LoginWorld.Chat, "/backend-api/codex/responses");
        string said = await SayAsync();
        Assert.That(said, Does.Contain("response.completed"));
        LoginStore.Remove(world.Path);
        int sent = 1;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        for (; !limit.IsCancellationRequested && said.Contains("response.completed", StringComparison.Ordinal); sent++)
        {
            said = await SayAsync();
        }
        Assert.That(said, Does.Contain("login codex:work was removed").And.Contain("credential_missing"));
        Assert.That(received, Is.EqualTo(sent - 1), "the refused message did not leave");

        async Task<string> SayAsync()
        {
            await client.SendTextAsync(MeteredSocket.Create);
            return await client.ReadTextAsync();
        }
    }

    [Test]
    public async Task A_login_that_was_removed_during_its_refresh_does_not_come_back()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        world.Vendor = _ =>
        {
            LoginStore.Remove(world.Path);
            return Task.FromResult(world.Mint());
        };
        Assert.That((await world.ModelsAsync()).Body, Does.Contain("was removed"));
        Assert.That(File.Exists(world.Path), Is.False);
        Assert.That(world.Calls, Is.Empty);
    }

    [Test]
    public async Task A_file_that_others_may_read_is_refused()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Fresh));
        File.SetUnixFileMode(world.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        TestProxy proxy = await world.StartProxyAsync();
        (string head, string body) = await world.ModelsAsync(proxy);
        File.SetUnixFileMode(world.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.That(head, Does.StartWith("HTTP/1.1 401 "));
        Assert.That(body, Does.Contain("chmod 600").And.Not.Contain(Path.GetDirectoryName(world.Path)!));
        Assert.That(world.Calls, Is.Empty);
    }

    [Test]
    public async Task The_agents_own_refresh_is_answered_with_placeholders_and_reaches_no_vendor()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Fresh));
        (string head, string body) = await world.AskAsync(
            LoginWorld.ClaudeVendor, "POST", "/v1/oauth/token", "Content-Type: application/json\r\n",
            "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"x\"}");
        Assert.That(head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(LoginWorld.Member(body, "access_token"), Is.EqualTo(LoginPlaceholders.ClaudeAccess));
        Assert.That(LoginWorld.Member(body, "scope"), Is.EqualTo("user:inference user:profile"));
        Assert.That(body, Does.Not.Contain("first"));
        Assert.That(world.Refreshes, Is.Empty);
    }

    [Test]
    public async Task A_revoked_login_answers_the_agents_own_refresh_with_what_to_do()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Codex(Expired));
        world.Vendor = _ => Task.FromResult(Script.Json("{\"error\":{\"code\":\"refresh_token_expired\"}}", 401));
        for (int i = 0; i < 3; i++)
        {
            (string head, string body) = await world.AskAsync(LoginWorld.CodexVendor, "POST", "/oauth/token", body: "{}");
            Assert.That(head, Does.StartWith("HTTP/1.1 401 "));
            Assert.That(body, Does.Contain("bot-bottle login codex --name work"));
        }
        Assert.That(world.Refreshes, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task After_a_401_the_agents_own_refresh_makes_the_host_refresh()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Codex(Fresh));
        world.Provider = (_, peer) => peer.SendAsync(Script.Json("{}", 401));
        await world.ModelsAsync();
        for (int i = 0; i < 3; i++)
        {
            (string head, string body) = await world.AskAsync(LoginWorld.CodexVendor, "POST", "/oauth/token", body: "{}");
            Assert.That(head, Does.StartWith("HTTP/1.1 200 "));
            Assert.That(LoginWorld.Member(body, "access_token").Split('.'), Has.Length.EqualTo(3));
            Assert.That(body, Does.Not.Contain("minted-").And.Not.Contain("first"));
        }
        Assert.That(world.Refreshes, Has.Count.EqualTo(1));
        Assert.That(world.Kept.AccessToken, Is.EqualTo("minted-access-token-1"));
    }

    [Test]
    public async Task The_token_endpoint_of_another_vendor_stays_closed()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Fresh));
        (string head, _) = await world.AskAsync(LoginWorld.CodexVendor, "POST", "/oauth/token", body: "{}");
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("host_not_allowed"));
        await using RawClient plain = await world.Proxy.ConnectAsync();
        await plain.SendAsync($"POST http://{LoginWorld.ClaudeVendor}/v1/oauth/token HTTP/1.1\r\nHost: {LoginWorld.ClaudeVendor}\r\nContent-Length: 0\r\n\r\n");
        Assert.That((await plain.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("host_not_allowed"));
        Assert.That(world.Refreshes, Is.Empty);
    }
}
