using System.Net;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>A whole proxy in the test's process, on real sockets, with one run.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly ProxyServer _server;
    private readonly X509Certificate2 _authority;

    private TestProxy(ProxyServer server, X509Certificate2 authority, SharedLog log)
    {
        _server = server;
        _authority = authority;
        Log = log;
    }

    /// <summary>The usage and events that a proxy without a controller writes.</summary>
    public SharedLog Log { get; }

    public X509Certificate2 Authority => _authority;

    public static async Task<TestProxy> StartAsync(TestProxyOptions options)
    {
        CertificateAuthorityPem pem = options.Authority ?? CertificateAuthorityFactory.Create("test", DateTimeOffset.UtcNow, TimeSpan.FromDays(30));
        SharedLog log = new();
        ProxyRun run = new(
            "run-1", "blue-fox",
            [.. options.Listeners.Select((kind, number) => new ProxyListener(kind, null, number == 0 ? options.Endpoint : "127.0.0.1:0"))],
            pem, options.Credentials, options.Secrets, options.AgentCredentials, RoutesOf(options), options.Controller, options.Spool, options.Password,
            Dlp: options.Dlp, Unsupervised: options.Unsupervised, Logins: options.Logins);
        ProxyConfiguration configuration = new(
            [run], new UpstreamConfiguration(options.UpstreamAuthorities, options.Resolve), options.Providers);
        ProxyServer server = await ProxyServer.StartAsync(configuration, log.Writer, options.Time, options.Lookup);
        return new TestProxy(server, X509Certificate2.CreateFromPem(pem.Certificate), log);
    }

    public EndPoint Endpoint(int listener = 0) => _server.Endpoints[listener];

    /// <summary>A client that has not sent anything yet.</summary>
    public Task<RawClient> ConnectAsync(int listener = 0) => RawClient.OpenAsync(Endpoint(listener), _authority);

    /// <summary>A client in a tunnel.</summary>
    public async Task<RawClient> TunnelAsync(string authority) => await (await ConnectAsync()).TunnelAsync(authority);

    /// <summary>The numbers of open client connections and of exchanges in progress.</summary>
    public (int Connections, int Exchanges) Load => (_server.Connections, _server.InFlight);

    /// <summary>Waits until no exchange is in progress. A client has its response a moment before the proxy has released everything.</summary>
    public async Task IdleAsync()
    {
        long start = Environment.TickCount64;
        while (_server.InFlight > 0)
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(20_000), "an exchange never ends");
            await Task.Yield();
        }
    }

    /// <summary>Ends the proxy. Whatever was sent to it, no connection may have ended with an unexpected exception.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().Within();
        Assert.That(_server.Faults, Is.Zero, "connections ended because of an error in the proxy");
    }

    // WebDAV's methods must be named, or they count as a git push.
    private static IEnumerable<Route> AllOf(string host)
    {
        RouteOrigin origin = new("test", 0);
        yield return new Route(origin, host, Matches: [new RouteMatch(null, ["PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"], null)]);
        yield return new Route(origin, host);
    }

    private static RouteSet RoutesOf(TestProxyOptions options)
    {
        RouteSet routes = options.Routes is { } text ? RoutesReader.Read(text, "routes.yml")
            : options.Hosts is { } hosts ? new RouteSet(0, options.Log, [.. hosts.SelectMany(AllOf)]) : RouteSet.BuiltIn;
        return options.Scans ? routes with { Log = options.Log }
            : routes with { Log = options.Log, Routes = [.. routes.Routes.Select(route => route with { Dlp = new RouteDlp([], [], DlpReaction.Supervise) })] };
    }
}
