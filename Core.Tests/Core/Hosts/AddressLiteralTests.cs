using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using BotBottle.Core.Tests.Core.Wire;
using BotBottle.Fuzz;
using FsCheck;
using FsCheck.Fluent;
using HostName = BotBottle.Core.Hosts.HostName;

namespace BotBottle.Core.Tests.Core.Hosts;

/// <summary>
/// Address literals compared with the framework's parser: an accepted one has the same meaning for both, and every address has an accepted form.
/// </summary>
public partial class AddressLiteralTests
{
    [Test]
    public void Every_address_is_read_back_from_its_text()
    {
        var bytes = Gen.Elements<byte>(0, 0, 0, 1, 0x7F, 0xFE, 0xFF).Or(Gen.Choose(0, 255).Select(b => (byte)b));
        Prop.ForAll(bytes.ArrayOf(16).Or(bytes.ArrayOf(4)).ToArbitrary(), raw =>
        {
            var address = new IPAddress(raw);
            var text = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
            return HostName.TryParse(text, out var host) && host.Address!.Equals(address) && host.ToString() == text;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Test]
    public void Near_misses_mean_the_same_to_the_framework_or_are_refused()
    {
        byte[][] seeds =
        [
            Splits.Bytes("1:2:3:4:5:6:7:8"), Splits.Bytes("::"), Splits.Bytes("fe80::1:0:ffff"), Splits.Bytes("::ffff:127.0.0.1"),
            Splits.Bytes("1::8"), Splits.Bytes("255.1.20.0"), Splits.Bytes("64:ff9b::10.0.0.1"),
        ];
        var mutator = new Mutator(seed: 4_711);
        var accepted = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var wire = mutator.Mutate(seeds);
            var text = Splits.Text(new(wire));
            if (HostName.TryParse([(byte)'[', .. wire, (byte)']'], out var v6))
            {
                accepted++;
                Assert.That(IPAddress.Parse(text), Is.EqualTo(v6.Address), text);
            }

            var isV4 = HostName.TryParse(wire, out var v4) && v4.Address is not null;
            Assert.That(isV4, Is.EqualTo(Decimal().IsMatch(text)), text);
        }

        Assert.That(accepted, Is.GreaterThan(500), "the near misses are too different");
    }

    private const string Number = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    [GeneratedRegex($@"\A{Number}(\.{Number}){{3}}\.?\z")]
    private static partial Regex Decimal();
}
