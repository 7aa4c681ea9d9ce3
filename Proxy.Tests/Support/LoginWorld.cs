using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Logins;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>
/// One kept login with the vendor's hosts, providers and token endpoint, simulated by one server on loopback, and a proxy whose run uses the login.
/// </summary>
internal sealed class LoginWorld : IAsyncDisposable
{
    public const string Chat = "chatgpt.com";
    public const string ClaudeVendor = "platform.claude.com";
    public const string CodexVendor = "auth.openai.com";

    private const string Routes = "routes: [{host: api.anthropic.com}, {host: api.openai.com}, {host: chatgpt.com}, {host: www.example.com}]\n";

    private static readonly string[] Names = ["api.anthropic.com", "api.openai.com", Chat, "www.example.com", ClaudeVendor, CodexVendor];
    private static readonly CertificateAuthorityPem Authority = CertificateAuthorityFactory.Create("logins", DateTimeOffset.UtcNow, TimeSpan.FromDays(9));

    private readonly TestFolder _folder = new();
    private readonly List<TestProxy> _proxies = [];
    private readonly TestAuthority _authority = new();
    private readonly ScriptedUpstream _upstream;
    private int _minted;

    private LoginWorld(Login login)
    {
        Path = LoginStore.PathOf(_folder.Path, login.Use);
        LoginStore.MakeFolder(Path);
        LoginStore.Write(Path, login);
        First = login;
        _upstream = new ScriptedUpstream(
            _authority.Certify(Names), ServeAsync);
    }

    public string Path { get; }

    public Login First { get; }

    /// <summary>The login in the file now.</summary>
    public Login Kept => LoginStore.Read(Path);

    public TestProxy Proxy => _proxies[0];

    /// <summary>The bodies of the requests for new tokens.</summary>
    public ConcurrentQueue<string> Refreshes { get; } = new();

    /// <summary>The heads of all other requests, with the access token that the login's file held when they arrived.</summary>
    public ConcurrentQueue<(string Head, string Kept)> Calls { get; } = new();

    /// <summary>The vendor's response to a request for new tokens; null for the usual one.</summary>
    public Func<string, Task<string>>? Vendor { get; set; }

    /// <summary>The provider's response to a call; null for the usual one. It gets the connection.</summary>
    public Func<string, WirePeer, Task>? Provider { get; set; }

    public static async Task<LoginWorld> WithAsync(Login login, TestProxyOptions? options = null)
    {
        LoginWorld world = new(login);
        await world.StartProxyAsync(options);
        return world;
    }

    /// <summary>A login of Claude Code.</summary>
    /// <param name="left">The lifetime that is left to its access token.</param>
    /// <param name="refresh">Its refresh token; null for none.</param>
    public static Login Claude(TimeSpan left, string? refresh = "sk-ant-ort01-first-refresh-token") => new()
    {
        Agent = "claude", Name = "work", AccessToken = "sk-ant-oat01-first-access-token", RefreshToken = refresh, ExpiresAt = DateTimeOffset.UtcNow + left,
        Account = new LoginAccount { Plan = "max", Scopes = ["user:inference", "user:profile"] },
    };

    /// <summary>A ChatGPT login of Codex.</summary>
    public static Login Codex(TimeSpan left) => new()
    {
        Agent = "codex", Name = "work", AccessToken = "first.codex-access.token", RefreshToken = "rt_first-codex-refresh",
        ExpiresAt = DateTimeOffset.UtcNow + left,
        Account = new LoginAccount { Id = "account-1", Plan = "plus" },
    };

    /// <summary>Starts a further proxy, as of another run that uses the same login.</summary>
    public async Task<TestProxy> StartProxyAsync(TestProxyOptions? options = null)
    {
        TestProxy proxy = await TestProxy.StartAsync((options ?? new TestProxyOptions()) with
        {
            Credentials = [],
            Routes = Routes,
            Logins = [new ProxyLogin(First.Agent, First.Name, Path)],
            UpstreamAuthorities = _authority.Pem,
            Resolve = Names.ToDictionary(name => name, _ => _upstream.Endpoint),
        });
        _proxies.Add(proxy);
        return proxy;
    }

    /// <summary>Starts the real program for a further run that uses the login.</summary>
    public async Task<ProxyProcess> StartProcessAsync()
    {
        ProxyProcess process = await ProxyProcess.StartAsync(
            new ProxyRun(
                "run-1", "blue-fox", [], Authority, [], [], false, RoutesReader.Read(Routes, "routes.yml"), null, null, null,
                Logins: [new ProxyLogin(First.Agent, First.Name, Path)]),
            new UpstreamConfiguration(_authority.Pem, Names.ToDictionary(name => name, _ => _upstream.Endpoint)));
        Assert.That(process.FirstLine, Is.EqualTo("ready"));
        return process;
    }

    /// <summary>Sends a request to Claude's API through the real program.</summary>
    public async Task<(string Head, string Body)> AskAsync(ProxyProcess proxy, string method, string path)
    {
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(Authority.Certificate);
        await using RawClient client = await (await RawClient.OpenAsync(proxy.Endpoint, authority)).TunnelAsync("api.anthropic.com:443");
        await client.SendAsync($"{method} {path} HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n");
        return await client.ReadMessageAsync();
    }

    /// <summary>Sends a request over TLS through a proxy.</summary>
    public async Task<(string Head, string Body)> AskAsync(
        string host, string method, string path, string fields = "", string body = "", TestProxy? proxy = null)
    {
        await using RawClient client = await (proxy ?? Proxy).TunnelAsync($"{host}:443");
        await client.SendAsync($"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}");
        return await client.ReadMessageAsync();
    }

    /// <summary>Sends a free request that carries the login.</summary>
    public Task<(string Head, string Body)> ModelsAsync(TestProxy? proxy = null) => First.Agent == "codex"
        ? AskAsync(Chat, "GET", "/backend-api/codex/models", proxy: proxy)
        : AskAsync("api.anthropic.com", "GET", "/v1/models", proxy: proxy);

    /// <summary>The vendor's usual response: the tokens number N, for eight hours.</summary>
    public string Mint(long lifetime = 28_800)
    {
        int number = Interlocked.Increment(ref _minted);
        return Script.Json(
            $$"""{"access_token":"minted-access-token-{{number}}","refresh_token":"minted-refresh-token-{{number}}","expires_in":{{lifetime}}}""");
    }

    public static string ValueOf(string head, string field) => string.Join('|', head.Split("\r\n")
        .Where(line => line.StartsWith(field + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(field.Length + 1)..].Trim()));

    public static string Member(string json, string name) => JsonElement.Parse(json).GetProperty(name).ToString();

    public async ValueTask DisposeAsync()
    {
        foreach (TestProxy proxy in _proxies)
        {
            await proxy.DisposeAsync();
            string log = proxy.Log.ToString();
            Assert.That(log, Does.Not.Contain(First.AccessToken).And.Not.Contain("minted-"), "a token is in the log");
        }
        await _upstream.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ServeAsync(WirePeer peer)
    {
        while (true)
        {
            string head;
            string body;
            try
            {
                (head, body) = await peer.ReadMessageAsync();
            }
            catch (EndOfStreamException)
            {
                return;
            }
            if (ValueOf(head, "host") is ClaudeVendor or CodexVendor)
            {
                Refreshes.Enqueue($"{head.Split("\r\n")[0]} {body}");
                await peer.SendAsync(Vendor is { } vendor ? await vendor(body) : Mint());
                continue;
            }
            Calls.Enqueue((head, File.Exists(Path) ? Kept.AccessToken : ""));
            await (Provider?.Invoke(head, peer) ?? peer.SendAsync(Script.Json("{}")));
        }
    }
}
