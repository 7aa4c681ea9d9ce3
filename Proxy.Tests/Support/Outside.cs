using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>The world outside a test's bottle: one scripted upstream to which all names resolve, and a proxy before it.</summary>
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

    /// <summary>An upstream that follows <paramref name="script"/> over TLS (or plain), and a proxy with the options' hosts, or three by default.</summary>
    public static async Task<Outside> WithAsync(Func<WirePeer, Task> script, TestProxyOptions? options = null, bool tls = true)
    {
        options ??= new TestProxyOptions();
        IReadOnlyList<string> hosts = options.Hosts
            ?? (options.Routes is { } routes ? [.. RoutesReader.Read(routes, "routes.yml").ExactHosts(), .. options.Names] : [Claude, OpenAi, Plain]);
        TestAuthority authority = new();
        ScriptedUpstream upstream = new(tls ? authority.Certify([.. hosts]) : null, script);
        TestProxy proxy = await TestProxy.StartAsync(options with
        {
            Hosts = options.Routes is null ? hosts : null,
            UpstreamAuthorities = authority.Pem,
            Resolve = hosts.ToDictionary(host => host, _ => upstream.Endpoint),
        });
        return new Outside(upstream, proxy);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
