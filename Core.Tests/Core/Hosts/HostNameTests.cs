using System.Text;
using BotBottle.Core.Hosts;

namespace BotBottle.Core.Tests.Core.Hosts;

public class HostNameTests
{
    private static readonly string Label63 = new('a', 63);

    [TestCase("a", "a")]
    [TestCase("API.Anthropic.COM", "api.anthropic.com")]
    [TestCase("example.com.", "example.com")]
    [TestCase("_egress.local", "_egress.local")]
    [TestCase("r3---sn-a5.example", "r3---sn-a5.example")]
    [TestCase("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [TestCase("1.2.3.4.example", "1.2.3.4.example")]
    [TestCase("a.0xg", "a.0xg")]
    [TestCase("127.0.0.1", "127.0.0.1")]
    [TestCase("255.255.255.255.", "255.255.255.255")]
    [TestCase("[::1]", "[::1]")]
    [TestCase("[::]", "[::]")]
    [TestCase("[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]")]
    [TestCase("[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]")]
    [TestCase("[::ffff:127.0.0.1]", "[::ffff:127.0.0.1]")]
    [TestCase("[64:ff9b::10.0.0.1]", "[64:ff9b::a00:1]")]
    public void Every_spelling_has_one_canonical_form(string text, string canonical)
    {
        Assert.That(HostName.TryParse(text, out var host), Is.True);
        Assert.That(host!.ToString(), Is.EqualTo(canonical));
        Assert.That(HostName.TryParse(canonical, out var again), Is.True);
        Assert.That(again, Is.EqualTo(host));
        Assert.That(again!.GetHashCode(), Is.EqualTo(host.GetHashCode()));
        Assert.That(host.Address?.ToString(), Is.EqualTo(host.Address is null ? null : canonical.Trim('[', ']')));
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("a..b")]
    [TestCase(".a")]
    [TestCase("a..")]
    [TestCase("-a.b")]
    [TestCase("a-.b")]
    [TestCase("*.a")]
    [TestCase("a%2eb")]
    [TestCase("a b")]
    [TestCase("a\0")]
    [TestCase("a,b")]
    [TestCase("a:80")]
    [TestCase("u@a")]
    [TestCase("b\u00fccher.example")]
    [TestCase("\uff11\uff12\uff17.0.0.1")]
    [TestCase("example\u3002com")]
    [TestCase("\u24d4xample.com")]
    [TestCase("1")]
    [TestCase("127.1")]
    [TestCase("2130706433")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("0x7f000001")]
    [TestCase("a.0x")]
    [TestCase("0177.0.0.1")]
    [TestCase("127.0.0.01")]
    [TestCase("127.0.0.256")]
    [TestCase("1.2.3.4.5")]
    [TestCase("a.1")]
    [TestCase("::1")]
    [TestCase("[::1")]
    [TestCase("[]")]
    [TestCase("[::1%eth0]")]
    [TestCase("[::1%25eth0]")]
    [TestCase("[1:2:3:4:5:6:7]")]
    [TestCase("[1:2:3:4:5:6:7:8:9]")]
    [TestCase("[1:2:3:4:5:6:7:8::]")]
    [TestCase("[1::2::3]")]
    [TestCase("[:::]")]
    [TestCase("[:1:2:3:4:5:6:7]")]
    [TestCase("[1:2:3:4:5:6:7:]")]
    [TestCase("[12345::]")]
    [TestCase("[g::]")]
    [TestCase("[::1.2.3]")]
    [TestCase("[::1.2.3.4:5]")]
    [TestCase("[1.2.3.4::]")]
    [TestCase("[v1.a]")]
    public void Names_that_parsers_read_differently_are_refused(string text)
    {
        Assert.That(HostName.TryParse(text, out _), Is.False);
        Assert.That(HostName.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.False);
    }

    [Test]
    public void Length_limits_are_exact()
    {
        Assert.That(HostName.TryParse(Label63, out _), Is.True);
        Assert.That(HostName.TryParse(Label63 + "a", out _), Is.False);
        var longest = $"{Label63}.{Label63}.{Label63}.{Label63[..61]}";
        Assert.That(longest, Has.Length.EqualTo(HostName.MaxLength));
        Assert.That(HostName.TryParse(longest + ".", out _), Is.True);
        Assert.That(HostName.TryParse(longest + "a", out _), Is.False);
        Assert.That(HostName.TryParse((string?)null, out _), Is.False);
    }

    [TestCase("a.example.com", "example.com", true)]
    [TestCase("a.b.example.com", "example.com", true)]
    [TestCase("example.com", "example.com", false)]
    [TestCase("evilexample.com", "example.com", false)]
    [TestCase("example.com", "a.example.com", false)]
    [TestCase("10.0.0.1", "0.0.0.1", false)]
    public void Subdomains_end_at_labels(string name, string parent, bool expected)
    {
        Assert.That(HostName.TryParse(name, out var host), Is.True);
        Assert.That(HostName.TryParse(parent, out var above), Is.True);
        Assert.That(host!.IsSubdomainOf(above!), Is.EqualTo(expected));
    }
}
