using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Tests.Upstream;

[Parallelizable(ParallelScope.All)]
public sealed class KeepAliveFieldTests
{
    [TestCase("", 50)]
    [TestCase("Keep-Alive: timeout=5\r\n", 4)]
    [TestCase("Keep-Alive: max=9, timeout=5\r\n", 4)]
    [TestCase("Keep-Alive: timeout=1\r\n", 0)]
    [TestCase("Keep-Alive: timeout=0\r\n", 0)]
    [TestCase("Keep-Alive: timeout=600\r\n", 50)]
    [TestCase("Keep-Alive: timeout=99999999999999999999\r\n", 50)]
    [TestCase("Keep-Alive: timeout=+5\r\n", 50)]
    [TestCase("Keep-Alive: nonsense\r\n", 50)]
    public void An_upstream_can_shorten_the_idle_limit(string field, int seconds)
    {
        ResponseHead head = new();
        ReadOnlySequence<byte> text = new(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{field}\r\n"));
        Assert.That(new ResponseHeadParser(HeadLimits.Response).Parse(text, head, out _, out _), Is.EqualTo(ParseStatus.Done));
        Assert.That(KeepAliveField.IdleLimit(head.Fields, TimeSpan.FromSeconds(50)), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }
}
