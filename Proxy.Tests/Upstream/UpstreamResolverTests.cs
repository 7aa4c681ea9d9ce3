using System.Net;
using System.Net.Sockets;
using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Tests.Upstream;

[Parallelizable(ParallelScope.All)]
public sealed class UpstreamResolverTests
{
    [Test]
    public async Task Public_addresses_are_tried_in_order()
    {
        (IReadOnlyList<IPEndPoint> endpoints, UpstreamFault? fault) = await ResolveAsync("192.0.1.1 2001:4860::1");
        Assert.That(fault, Is.Null);
        Assert.That(endpoints.Select(endpoint => endpoint.ToString()), Is.EqualTo(new[] { "192.0.1.1:443", "[2001:4860::1]:443" }));
    }

    [TestCase("192.0.1.1 127.0.0.1")]
    [TestCase("10.0.0.1 192.0.1.1")]
    [TestCase("64:ff9b::7f00:1")]
    public async Task One_address_that_is_not_public_refuses_the_name(string addresses)
    {
        (IReadOnlyList<IPEndPoint> endpoints, UpstreamFault? fault) = await ResolveAsync(addresses);
        Assert.That(endpoints, Is.Empty);
        Assert.That(fault!.Kind, Is.EqualTo(UpstreamFaultKind.AddressDenied));
    }

    [TestCase("192.0.1.1 93.184.216.34", "an address of this machine")]
    [TestCase("2002:5db8:d822::", "an address of this machine")]
    [TestCase("2600:1f18::77", "2600:1f18::/64, a network that this machine is on")]
    public async Task One_address_of_this_machine_refuses_the_name(string addresses, string why)
    {
        (IReadOnlyList<IPEndPoint> endpoints, UpstreamFault? fault) = await ResolveAsync(addresses);
        Assert.That((endpoints.Count, fault!.Kind), Is.EqualTo((0, UpstreamFaultKind.AddressDenied)));
        Assert.That(fault.Message, Does.Contain(why));
    }

    [Test]
    public async Task New_addresses_of_this_machine_are_known_within_a_second()
    {
        ManualTime time = new();
        HostAddresses now = HostAddresses.None;
        UpstreamResolver resolver = new(
            new Dictionary<string, string>(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34")]), addresses: () => now, time: time);
        Assert.That((await resolver.ResolveAsync(Of("www.example.com:443"), default)).Fault, Is.Null);
        now = Own;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await resolver.ResolveAsync(Of("www.example.com:443"), default)).Fault!.Kind, Is.EqualTo(UpstreamFaultKind.AddressDenied));
    }

    [Test]
    public async Task An_operators_entry_opens_an_address_of_this_machine()
    {
        UpstreamResolver resolver = new(
            new Dictionary<string, string> { ["www.example.com"] = "93.184.216.34:8443" }, (_, _) => throw new InvalidOperationException(),
            addresses: () => Own);
        Assert.That((await resolver.ResolveAsync(Of("www.example.com:443"), default)).Endpoints.Single().ToString(), Is.EqualTo("93.184.216.34:8443"));
    }

    [TestCase("localhost:80")]
    [TestCase("db.localhost:80")]
    public async Task Localhost_is_not_looked_up(string host)
    {
        UpstreamResolver resolver = new(new Dictionary<string, string>(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.1.1")]));
        Assert.That((await resolver.ResolveAsync(Of(host), default)).Fault!.Kind, Is.EqualTo(UpstreamFaultKind.AddressDenied));
    }

    [Test]
    public async Task A_name_without_addresses_is_unreachable() =>
        Assert.That((await ResolveAsync("")).Fault!.Kind, Is.EqualTo(UpstreamFaultKind.Unreachable));

    [Test]
    public async Task A_missing_name_is_unreachable()
    {
        UpstreamResolver resolver = new(new Dictionary<string, string>(), (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        Assert.That((await resolver.ResolveAsync(Of("www.example.com:443"), default).Within()).Fault!.Kind, Is.EqualTo(UpstreamFaultKind.Unreachable));
    }

    [TestCase("www.example.com", "localhost:1")]
    [TestCase("www.example.com", "127.0.0.1")]
    [TestCase("not a host", "127.0.0.1:1")]
    public void An_invalid_override_is_a_configuration_error(string host, string target) => Assert.That(
        () => new UpstreamResolver(new Dictionary<string, string> { [host] = target }, (_, _) => Task.FromResult<IPAddress[]>([])),
        Throws.InstanceOf<ProxyConfigurationException>().With.Message.Contains(target));

    private static async Task<(IReadOnlyList<IPEndPoint> Endpoints, UpstreamFault? Fault)> ResolveAsync(string addresses)
    {
        IPAddress[] parsed = [.. addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
        UpstreamResolver resolver = new(new Dictionary<string, string>(), (_, _) => Task.FromResult(parsed), addresses: () => Own);
        return await resolver.ResolveAsync(Of("www.example.com:443"), default).Within();
    }

    private static HostAddresses Own => new([(IPAddress.Parse("93.184.216.34"), 24), (IPAddress.Parse("2600:1f18::1"), 64)]);

    private static Authority Of(string text) =>
        Authority.TryParse(Encoding.ASCII.GetBytes(text), null, out Authority authority) ? authority : throw new ArgumentException(text);
}
