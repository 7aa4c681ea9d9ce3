using BotBottle.Core.Hosts;

namespace BotBottle.Core.Tests.Core.Hosts;

public class AuthorityTests
{
    [TestCase("a.example", 80, "a.example:80")]
    [TestCase("A.example.:8443", 80, "a.example:8443")]
    [TestCase("a.example:1", null, "a.example:1")]
    [TestCase("a.example:65535", null, "a.example:65535")]
    [TestCase("127.0.0.1:443", null, "127.0.0.1:443")]
    [TestCase("[::1]", 443, "[::1]:443")]
    [TestCase("[2001:db8::1]:8443", null, "[2001:db8::1]:8443")]
    public void Host_and_port_are_read(string text, int? defaultPort, string expected)
    {
        Assert.That(Authority.TryParse(Wire.Splits.Bytes(text), defaultPort, out var authority), Is.True);
        Assert.That(authority.ToString(), Is.EqualTo(expected));
    }

    [TestCase("a.example", null)]
    [TestCase("a.example:", 80)]
    [TestCase("a.example:0", 80)]
    [TestCase("a.example:00", 80)]
    [TestCase("a.example:080", 80)]
    [TestCase("a.example:65536", 80)]
    [TestCase("a.example:100000", 80)]
    [TestCase("a.example:+80", 80)]
    [TestCase("a.example:-1", 80)]
    [TestCase("a.example: 80", 80)]
    [TestCase("a.example:80 ", 80)]
    [TestCase("a.example:8\0", 80)]
    [TestCase("a.example:80:80", 80)]
    [TestCase("user@a.example", 80)]
    [TestCase("user:pass@a.example:80", 80)]
    [TestCase("a.example\\@b.example", 80)]
    [TestCase("a.example#@b.example", 80)]
    [TestCase("a.example/", 80)]
    [TestCase(":80", 80)]
    [TestCase("::1", 80)]
    [TestCase("::1:80", 80)]
    [TestCase("[::1]80", 80)]
    [TestCase("[::1]]:80", 80)]
    [TestCase("x[::1]:80", 80)]
    [TestCase("", 80)]
    public void Invalid_authorities_are_refused(string text, int? defaultPort) =>
        Assert.That(Authority.TryParse(Wire.Splits.Bytes(text), defaultPort, out _), Is.False);
}
