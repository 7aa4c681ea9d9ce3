namespace BotBottle.Proxy.Tests.Support;

/// <summary>The world outside of a test's bottle: one scripted upstream that all names lead to, and a proxy before it.</summary>
internal sealed class Outside : IAsyncDisposable
{
    public const string Claude = "api.anthropic.com";
    public const string OpenAi = "api.openai.com";
    public const string Plain = "www.example.com";

    private Outside(ScriptedUpstream upstream, TestProxy proxy)
    {
        Upstream = upstream;
        Proxy = proxy;
    }

    public ScriptedUpstream Upstream { get; }

    public TestProxy Proxy { get; }

    /// <summary>An upstream that follows <paramref name="script"/> over TLS (or plain), and a proxy that knows three hosts there.</summary>
    public static async Task<Outside> WithAsync(Func<WirePeer, Task> script, TestProxyOptions? options = null, bool tls = true)
    {
        TestAuthority authority = new();
        ScriptedUpstream upstream = new(tls ? authority.Certify(Claude, OpenAi, Plain) : null, script);
        options ??= new TestProxyOptions();
        TestProxy proxy = await TestProxy.StartAsync(options with
        {
            Hosts = options.Hosts ?? [Claude, OpenAi, Plain],
            UpstreamAuthorities = authority.Pem,
            Resolve = new Dictionary<string, string> { [Claude] = upstream.Endpoint, [OpenAi] = upstream.Endpoint, [Plain] = upstream.Endpoint },
        });
        return new Outside(upstream, proxy);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
