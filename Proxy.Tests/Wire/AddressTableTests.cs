using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using BotBottle.Core.Control;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>
/// Open hosts whose names resolve to closed addresses (T10 to T16): every address of a name is checked, including those embedded in another, and a denied name
/// is not resolved.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class AddressTableTests
{
    private static readonly string[] Closed =
    [
        // T12: RFC 6890 and its IPv6 counterparts.
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254", "169.254.0.1", "172.16.0.1", "172.31.255.254",
        "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1",
        "198.18.0.1", "198.19.255.254", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1", "3fff::1",
        // T13: metadata services.
        "169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254",
        // T11: addresses that embed another one.
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1",
        "2001:0:a00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:0:4136:e378:8000:63bf:5601:5601",
    ];

    private readonly ConcurrentQueue<string> _resolved = [];
    private TestProxy _proxy = null!;

    private static IEnumerable<TestCaseData> Rows() => Closed.SelectMany(address => new[]
    {
        new TestCaseData(HostOf(address, "alone")).SetArgDisplayNames(address, "alone"),
        // T14: besides a public address, first and last, as in DNS rebinding.
        new TestCaseData(HostOf(address, "last")).SetArgDisplayNames(address, "behind a public one"),
        new TestCaseData(HostOf(address, "first")).SetArgDisplayNames(address, "before a public one"),
    });

    [OneTimeSetUp]
    public async Task OpenAsync() => _proxy = await TestProxy.StartAsync(new TestProxyOptions
    {
        Listeners = [ListenerKind.Http, ListenerKind.Proxy],
        Hosts = [.. Closed.SelectMany(address => new[] { HostOf(address, "alone"), HostOf(address, "last"), HostOf(address, "first") }), "gone.test",
            "10.1.2.3", "[::1]", "[::ffff:10.1.2.3]"],
        Lookup = (name, _) =>
        {
            _resolved.Enqueue(name);
            return name == "gone.test" ? throw new SocketException((int)SocketError.HostNotFound) : Task.FromResult(AddressesOf(name));
        },
    });

    [OneTimeTearDown]
    public ValueTask CloseAsync() => _proxy.DisposeAsync();

    [TestCaseSource(nameof(Rows))]
    public async Task A_name_that_resolves_to_a_closed_address_is_refused(string host)
    {
        (string head, string body) = await AskAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("x-bot-bottle-reason: host_not_allowed"));
        Assert.That(body, Does.Contain("not a public address"));
        Assert.That(_resolved.Count(name => name == host), Is.EqualTo(1), "resolved once");
    }

    [TestCase("10.1.2.3")]
    [TestCase("[::1]")]
    [TestCase("[::ffff:10.1.2.3]")]
    [TestCase("[0:0:0:0:0:ffff:a01:203]")]
    public async Task A_private_address_literal_is_refused_even_on_the_allowlist(string host) =>
        Assert.That((await AskAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("host_not_allowed"));

    [TestCase("sk-ant-secret.evil.test")]
    [TestCase("gone.test.evil.test")]
    public async Task A_denied_name_is_not_resolved(string host)
    {
        Assert.That((await AskAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).Head, Does.StartWith("HTTP/1.1 403 "));
        Assert.That(_resolved, Does.Not.Contain(host));
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_a_502() =>
        Assert.That((await AskAsync("GET / HTTP/1.1\r\nHost: gone.test\r\n\r\n")).Head, Does.StartWith("HTTP/1.1 502 ").And.Contain("upstream_unreachable"));

    [Test]
    public async Task A_name_that_resolves_to_the_proxy_is_refused()
    {
        await using TestProxy first = await TestProxy.StartAsync(new TestProxyOptions { Listeners = [ListenerKind.Http], Hosts = ["loop.test"] });
        int port = ((IPEndPoint)first.Endpoint()).Port;
        await first.DisposeAsync();
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Endpoint = $"127.0.0.1:{port}",
            Listeners = [ListenerKind.Http],
            Hosts = ["loop.test"],
            Resolve = new Dictionary<string, string> { ["loop.test"] = $"127.0.0.1:{port}" },
        });
        await using RawClient client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: loop.test\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("host_not_allowed"));
        Assert.That(body, Does.Contain("leads back to this proxy"));
    }

    [Test]
    public void No_entry_opens_a_metadata_service() =>
        Assert.That(
            () => TestProxy.StartAsync(new TestProxyOptions { Resolve = new Dictionary<string, string> { ["metadata.test"] = "169.254.169.254:80" } }),
            Throws.InstanceOf<ProxyConfigurationException>());

    private async Task<(string Head, string Body)> AskAsync(string request)
    {
        await using RawClient client = await _proxy.ConnectAsync();
        await client.SendAsync(request);
        return await client.ReadMessageAsync();
    }

    private static string HostOf(string address, string place) =>
        $"{place}-{string.Concat(address.Select(c => char.IsAsciiHexDigit(c) ? c : c == '.' ? 'x' : 'z'))}.test";

    private static IPAddress[] AddressesOf(string name)
    {
        IPAddress closed = IPAddress.Parse(Closed.First(address => name.EndsWith(HostOf(address, ""), StringComparison.Ordinal)));
        IPAddress open = IPAddress.Parse("192.0.1.1");
        return name.Split('-')[0] switch
        {
            "alone" => [closed],
            "first" => [closed, open],
            _ => [open, closed],
        };
    }
}
