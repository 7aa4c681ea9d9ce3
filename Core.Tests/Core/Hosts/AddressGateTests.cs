using System.Net;
using System.Net.NetworkInformation;
using BotBottle.Core.Hosts;

namespace BotBottle.Core.Tests.Core.Hosts;

/// <summary>The addresses to which connections may be made, including this machine's own.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AddressGateTests
{
    private static readonly HostAddresses Own = new(
    [
        (IPAddress.Parse("93.184.216.34"), 24), (IPAddress.Parse("2600:1f18:0:1::1"), 64), (IPAddress.Parse("2600:1f18:0:2::1"), 128),
        (IPAddress.Parse("2a00::1"), 16),
    ]);

    [TestCase("93.184.216.34")]
    [TestCase("::ffff:93.184.216.34")]
    [TestCase("::ffff:0:93.184.216.34")]
    [TestCase("64:ff9b::93.184.216.34")]
    [TestCase("2002:5db8:d822::1")]
    [TestCase("2001:0:101:101::a247:27dd", Description = "Teredo's client, inverted")]
    [TestCase("2001:0:5db8:d822::fefe:fefe", Description = "Teredo's server")]
    [TestCase("2600:1f18:0:1::1")]
    [TestCase("2600:1f18:0:2::1")]
    public void This_machines_address_is_refused_in_every_form(string address) =>
        Assert.That(Refusal(address), Is.EqualTo(
            $"own.example is at {IPAddress.Parse(address)}, which is an address of this machine; an operator can open it under upstream.resolve"));

    [TestCase("2600:1f18:0:1::2")]
    [TestCase("2600:1f18:0:1:ffff::")]
    public void A_neighbour_on_an_ipv6_link_is_refused(string address) => Assert.That(
        Refusal(address), Is.EqualTo(
            $"own.example is at {IPAddress.Parse(address)}, which is in 2600:1f18:0:1::/64, a network that this machine is on; an operator can open it under "
                + "upstream.resolve"));

    [TestCase("93.184.216.35", Description = "strangers share an IPv4 network")]
    [TestCase("::ffff:93.184.216.35")]
    [TestCase("2600:1f18::1")]
    [TestCase("2600:1f18:0:2::2")]
    [TestCase("2a00::2", Description = "no link has so short a prefix")]
    public void Other_public_addresses_are_allowed(string address) => Assert.That(Refusal(address), Is.Null);

    [TestCase("169.254.169.254", "own.example is at 169.254.169.254, which is not a public address (Metadata): a cloud's metadata service is never opened")]
    [TestCase("10.0.0.1", "own.example is at 10.0.0.1, which is not a public address (Private); an operator can open it under upstream.resolve")]
    public void Addresses_that_are_not_public_are_refused(string address, string refusal) => Assert.That(Refusal(address), Is.EqualTo(refusal));

    [Test]
    public void Unreadable_own_addresses_refuse_every_connection()
    {
        AddressGate gate = new(() => throw new NetworkInformationException(1), []);
        Assert.That(gate.Refusal(Host("own.example"), IPAddress.Parse("93.184.216.35")), Does.StartWith("the addresses of this machine cannot be read"));
    }

    [TestCase("localhost", "127.0.0.1")]
    [TestCase("LOCALHOST.", "127.0.0.1")]
    [TestCase("a.b.localhost", "127.0.0.1")]
    [TestCase("10.0.0.1", "10.0.0.1")]
    [TestCase("[::1]", "::1")]
    [TestCase("notlocalhost", null)]
    [TestCase("localhost.example", null)]
    public void Some_hosts_have_a_known_address_without_DNS(string host, string? address) =>
        Assert.That(AddressGate.Known(Host(host)), Is.EqualTo(address is null ? null : IPAddress.Parse(address)));

    [Test]
    public void A_host_named_by_the_operator_is_recognised() =>
        Assert.That((new AddressGate(() => Own, [Host("a.example")]).IsNamed(Host("A.example.")), new AddressGate(() => Own, []).IsNamed(Host("a.example"))),
            Is.EqualTo((true, false)));

    [Test]
    public void The_kernel_lists_every_address_that_the_framework_lists()
    {
        // Another program may change an interface between the two readings.
        string[] ours, theirs;
        int looks = 0;
        do
        {
            ours = [.. InterfaceAddresses.Read().Select(own => $"{own.Address}/{own.PrefixLength}").Order(StringComparer.Ordinal)];
            theirs =
            [
                .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(found => found.GetIPProperties().UnicastAddresses)
                    .Select(own => $"{new IPAddress(own.Address.GetAddressBytes())}/{own.PrefixLength}").Order(StringComparer.Ordinal),
            ];
        }
        while (!ours.SequenceEqual(theirs) && ++looks < 5);
        Assert.That(ours, Is.EqualTo(theirs));
    }

    [Test]
    public void The_kernel_lists_the_loopback_addresses() =>
        Assert.That((HostAddresses.Read().IsOwn(IPAddress.Loopback), HostAddresses.None.IsOwn(IPAddress.Loopback)), Is.EqualTo((true, false)));

    private static string? Refusal(string address) => new AddressGate(() => Own, []).Refusal(Host("own.example"), IPAddress.Parse(address));

    private static HostName Host(string text) => HostName.TryParse(text, out HostName? host) ? host : throw new ArgumentException(text);
}
