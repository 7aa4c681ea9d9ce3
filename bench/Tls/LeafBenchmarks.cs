using BenchmarkDotNet.Attributes;
using BotBottle.Core.Certificates;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Tls;

namespace BotBottle.Bench.Tls;

/// <summary>The certificate of a host, as needed once per handshake: minted, and from a full cache.</summary>
[MemoryDiagnoser]
public class LeafBenchmarks
{
    private const int Capacity = 1000;

    private HostName[] _hosts = [];
    private LeafMinter? _minter;
    private LeafCache? _cache;
    private int _next;

    /// <summary>Fills a cache to its capacity; all hosts share one leaf, which does not affect the lookup.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _hosts = [.. Enumerable.Range(0, Capacity)
            .Select(i => HostName.TryParse($"host-{i}.example.com", out HostName? host) ? host : throw new InvalidOperationException("no host"))];
        _minter = new LeafMinter(CertificateAuthorityFactory.Create("bench", DateTimeOffset.UtcNow, TimeSpan.FromDays(365)), TimeProvider.System);
        Leaf shared = _minter.Mint(_hosts[0]);
        _cache = new LeafCache(Capacity, _ => shared, TimeProvider.System);
        foreach (HostName host in _hosts)
        {
            _cache.Get(host);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _minter?.Dispose();

    [Benchmark]
    public object Mint() => _minter!.Mint(_hosts[Next()]);

    [Benchmark]
    public object? Cached() => _cache!.Get(_hosts[Next()], static () => throw new InvalidOperationException("it was not in the cache"));

    private int Next() => _next = (_next + 1) % Capacity;
}
