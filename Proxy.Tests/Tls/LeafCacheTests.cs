using System.Net.Security;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Tls;

namespace BotBottle.Proxy.Tests.Tls;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LeafCacheTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _minted = [];

    [Test]
    public void The_least_recently_used_leaf_is_evicted_first()
    {
        LeafCache cache = Cache(2);
        foreach (string host in "a b a c a b".Split(' '))
        {
            cache.Get(Host(host));
        }
        Assert.That(_minted, Is.EqualTo(new[] { "a", "b", "c", "b" }));
    }

    [Test]
    public void A_leaf_due_for_renewal_is_minted_again()
    {
        LeafCache cache = Cache(2);
        cache.Get(Host("a"));
        _time.Advance(TimeSpan.FromSeconds(9));
        cache.Get(Host("a"));
        _time.Advance(TimeSpan.FromSeconds(2));
        cache.Get(Host("a"));
        Assert.That(_minted, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_leaf_that_may_not_be_minted_is_returned_only_from_the_cache()
    {
        LeafCache cache = Cache(2);
        Leaf? leaf = cache.Get(Host("a"), () => true);
        Assert.That(cache.Get(Host("a"), () => false), Is.SameAs(leaf));
        Assert.That(cache.Get(Host("b"), () => false), Is.Null);
    }

    [Test]
    public async Task Many_simultaneous_requests_mint_one_leaf()
    {
        using ManualResetEventSlim mayMint = new();
        int minted = 0;
        LeafCache cache = new(
            4,
            _ =>
            {
                Interlocked.Increment(ref minted);
                mayMint.Wait(TimeSpan.FromSeconds(10));
                return NewLeaf();
            },
            _time);
        Task<Leaf?>[] asking = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() => cache.Get(Host("a")), TaskCreationOptions.LongRunning))];
        mayMint.Set();
        Leaf?[] leaves = await Task.WhenAll(asking).Within();
        Assert.That(minted, Is.EqualTo(1));
        Assert.That(leaves.Distinct().Count(), Is.EqualTo(1));
    }

    private LeafCache Cache(int capacity) => new(
        capacity,
        host =>
        {
            _minted.Add(host.ToString());
            return NewLeaf();
        },
        _time);

    private Leaf NewLeaf() => new(new SslServerAuthenticationOptions(), _time.GetUtcNow() + TimeSpan.FromSeconds(10));

    private static HostName Host(string text) => HostName.TryParse(text, out HostName? host) ? host : throw new ArgumentException(text);
}
