using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using BenchmarkDotNet.Attributes;
using BotBottle.Bench.Load;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Proxy;

namespace BotBottle.Bench.Exchange;

/// <summary>
/// A small request with a response of 1 KiB of JSON, on open connections: directly, and through the whole proxy in this process. The allocations are the
/// proxy's, because client and upstream allocate almost nothing.
/// </summary>
[MemoryDiagnoser]
public class SmallRequestBenchmarks : IDisposable
{
    private const string Host = LoadUpstream.Plain;

    private static readonly byte[] Request = Encoding.ASCII.GetBytes(
        $"GET /json?page=3&sort=name HTTP/1.1\r\nHost: {Host}\r\nUser-Agent: load/1.0\r\nAccept: application/json\r\nX-Request-Id: "
            + "8f14e45f-ceea-467f-9a6b-3a1f0c7d5b11\r\n\r\n");

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n\r\n{\"text\":\"" + new string('x', 1024 - 11) + "\"}");

    private readonly byte[] _buffer = new byte[Answer.Length + 1024];
    private readonly List<IAsyncDisposable> _open = [];
    private BenchAuthority? _outside;
    private BenchAuthority? _inside;
    private QuietServer? _server;
    private SslStream? _straight;
    private SslStream? _scanned;
    private SslStream? _unscanned;

    /// <summary>Starts upstream and proxies and opens the connections.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _outside = new BenchAuthority("outside");
        _inside = new BenchAuthority("inside");
        _server = new QuietServer(_outside.Certify(Host), Answer);
        _straight = Connect(_server.Endpoint, _outside, isProxy: false);
        _scanned = Connect(StartProxy($"log: blocks\nroutes:\n  - host: {Host}\n"), _inside, isProxy: true);
        _unscanned =
            Connect(StartProxy($"log: off\nroutes:\n  - host: {Host}\n    dlp: {{outbound_detectors: [], inbound_detectors: []}}\n"), _inside, isProxy: true);
    }

    [Benchmark(Baseline = true)]
    public int Straight() => Exchange(_straight!);

    [Benchmark]
    public int Scanned() => Exchange(_scanned!);

    [Benchmark]
    public int NotScanned() => Exchange(_unscanned!);

    /// <summary>Closes the connections and stops proxies and upstream.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _straight?.Dispose();
        _scanned?.Dispose();
        _unscanned?.Dispose();
        _open.ForEach(open => open.DisposeAsync().AsTask().Wait());
        _server?.Dispose();
        _outside?.Dispose();
        _inside?.Dispose();
        GC.SuppressFinalize(this);
    }

    private int Exchange(SslStream stream)
    {
        stream.Write(Request);
        int read = 0;
        while (read < Answer.Length || !_buffer.AsSpan(0, read).EndsWith("}"u8))
        {
            int more = stream.Read(_buffer, read, _buffer.Length - read);
            read += more > 0 ? more : throw new IOException("the connection ended");
        }
        return read;
    }

    private EndPoint StartProxy(string routes)
    {
        ProxyRun run = new(
            "run-1", "bench", [new ProxyListener(ListenerKind.Proxy, null, "127.0.0.1:0")], _inside!.Pem, [], [], false,
            RoutesReader.Read(routes, "routes.yml"), null, null, null);
        ProxyConfiguration configuration = new(
            [run], new UpstreamConfiguration(_outside!.Pem.Certificate, new Dictionary<string, string> { [Host] = _server!.Endpoint.ToString() }), []);
        ProxyServer proxy = ProxyServer.StartAsync(configuration, TextWriter.Null, TimeProvider.System).GetAwaiter().GetResult();
        _open.Add(proxy);
        return proxy.Endpoints[0];
    }

    private static SslStream Connect(EndPoint endpoint, BenchAuthority trust, bool isProxy)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(endpoint);
        NetworkStream plain = new(socket, ownsSocket: true);
        if (isProxy)
        {
            plain.Write(Encoding.ASCII.GetBytes($"CONNECT {Host}:443 HTTP/1.1\r\nHost: {Host}:443\r\n\r\n"));
            byte[] answer = new byte[512];
            int read = plain.Read(answer);
            if (!Encoding.ASCII.GetString(answer, 0, read).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
            {
                throw new IOException($"CONNECT was answered: {Encoding.ASCII.GetString(answer, 0, read)}");
            }
        }
        SslStream stream = new(plain);
        stream.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = Host, CertificateChainPolicy = trust.Trust, ApplicationProtocols = [SslApplicationProtocol.Http11],
        });
        return stream;
    }
}
