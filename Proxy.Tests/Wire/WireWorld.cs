using BotBottle.Core.Control;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>One proxy with every kind of listener, and a plain and a TLS upstream behind it, for all rows of a table at once.</summary>
internal sealed class WireWorld : IAsyncDisposable
{
    private const string Secure = Outside.Plain;
    private const string Plain = "plain.example.com";

    private readonly ScriptedUpstream _plain;
    private readonly ScriptedUpstream _secure;
    private readonly TestProxy _proxy;

    private WireWorld(ScriptedUpstream plain, ScriptedUpstream secure, TestProxy proxy)
    {
        _plain = plain;
        _secure = secure;
        _proxy = proxy;
    }

    public static async Task<WireWorld> WithAsync(Func<WirePeer, Task> script)
    {
        TestAuthority authority = new();
        ScriptedUpstream plain = new(null, script);
        ScriptedUpstream secure = new(authority.Certify(Secure, Outside.Claude), script);
        TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Listeners = [ListenerKind.Http, ListenerKind.Tls, ListenerKind.Proxy],
            Hosts = [Secure, Plain, Outside.Claude],
            UpstreamAuthorities = authority.Pem,
            Resolve = new Dictionary<string, string> { [Secure] = secure.Endpoint, [Outside.Claude] = secure.Endpoint, [Plain] = plain.Endpoint },
        });
        return new WireWorld(plain, secure, proxy);
    }

    /// <summary>The host that requests name on a way in.</summary>
    public static string HostOf(Way way) => way switch
    {
        Way.Server443 or Way.Tunnel443 => Secure,
        Way.Provider => Outside.Claude,
        _ => Plain,
    };

    /// <summary>A client that can send its request.</summary>
    public async Task<RawClient> OpenAsync(Way way)
    {
        RawClient client = await _proxy.ConnectAsync(way switch
        {
            Way.Server80 => 0,
            Way.Server443 => 1,
            _ => 2,
        });
        switch (way)
        {
            case Way.Server443:
                await client.SecureAsync(Secure);
                break;
            case Way.Tunnel443 or Way.Provider:
                await client.TunnelAsync($"{HostOf(way)}:443");
                break;
            case Way.Tunnel80:
                await client.SendAsync($"CONNECT {Plain}:80 HTTP/1.1\r\nHost: {Plain}:80\r\n\r\n");
                Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 "));
                break;
        }
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _plain.DisposeAsync();
        await _secure.DisposeAsync();
    }
}
