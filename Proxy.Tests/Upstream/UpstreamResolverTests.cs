using System.Net;
using System.Net.Sockets;
using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Tests.Support;
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
    public async Task One_address_that_is_not_public_closes_the_name(string addresses)
    {
        (IReadOnlyList<IPEndPoint> endpoints, UpstreamFault? fault) = await ResolveAsync(addresses);
        Assert.That(endpoints, Is.Empty);
        Assert.That(fault!.Kind, Is.EqualTo(UpstreamFaultKind.AddressDenied));
    }

    [Test]
    public async Task Name_without_addresses_is_unreachable() =>
        Assert.That((await ResolveAsync("")).Fault!.Kind, Is.EqualTo(UpstreamFaultKind.Unreachable));

    [Test]
    public async Task Name_that_does_not_exist_is_unreachable()
    {
        UpstreamResolver resolver = new(new Dictionary<string, string>(), (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        Assert.That((await resolver.ResolveAsync(Of("www.example.com:443"), default).Within()).Fault!.Kind, Is.EqualTo(UpstreamFaultKind.Unreachable));
    }

    [TestCase("www.example.com", "localhost:1")]
    [TestCase("www.example.com", "127.0.0.1")]
    [TestCase("not a host", "127.0.0.1:1")]
    public void Broken_override_is_a_broken_configuration(string host, string target) => Assert.That(
        () => new UpstreamResolver(new Dictionary<string, string> { [host] = target }, (_, _) => Task.FromResult<IPAddress[]>([])),
        Throws.InstanceOf<ProxyConfigurationException>().With.Message.Contains(target));

    private static async Task<(IReadOnlyList<IPEndPoint> Endpoints, UpstreamFault? Fault)> ResolveAsync(string addresses)
    {
        IPAddress[] parsed = [.. addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
        UpstreamResolver resolver = new(new Dictionary<string, string>(), (_, _) => Task.FromResult(parsed));
        return await resolver.ResolveAsync(Of("www.example.com:443"), default).Within();
    }

    private static Authority Of(string text) =>
        Authority.TryParse(Encoding.ASCII.GetBytes(text), null, out Authority authority) ? authority : throw new ArgumentException(text);
}
