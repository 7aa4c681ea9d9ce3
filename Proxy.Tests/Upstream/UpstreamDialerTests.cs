using System.Net.Sockets;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Tests.Upstream;

[Parallelizable(ParallelScope.All)]
public sealed class UpstreamDialerTests
{
    [Test]
    public async Task A_process_without_file_descriptors_reports_an_unreachable_upstream()
    {
        ManualTime time = new();
        using DeadlineClock clock = new(time);
        UpstreamResolver resolver = new(new Dictionary<string, string> { ["a.example"] = "127.0.0.1:9" }, (_, _) => throw new InvalidOperationException());
        UpstreamDialer dialer = new(
            resolver, new UpstreamTrust(new TestAuthority().Pem, []), clock, time, _ => throw new SocketException((int)SocketError.TooManyOpenSockets));
        Assert.That(HostName.TryParse("a.example", out HostName? host), Is.True);
        (UpstreamConnection? connection, UpstreamFault? fault) = await dialer.DialAsync(new UpstreamTarget(new Authority(host!, 80), Tls: false), default);
        Assert.That(connection, Is.Null);
        Assert.That(fault!.Kind, Is.EqualTo(UpstreamFaultKind.Unreachable));
        Assert.That(fault.Message, Does.Contain("127.0.0.1:9").And.Contain(new SocketException((int)SocketError.TooManyOpenSockets).Message));
    }
}
