using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;

namespace BotBottle.Core.Tests.Bottles.Sandbox;

[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class SandboxBackendTests
{
    [Test]
    public async Task An_agent_reaches_its_proxy_and_nothing_else()
    {
        using var host = new BottleHost();
        var plan = host.Plan("sh", "-c", "curl -s http://api.example.com/x >out; curl -s --noproxy '*' --max-time 2 http://1.1.1.1/ >>out; echo $? >>out; exit 7");
        await using var bottle = await new SandboxBackend(host.Messages).LaunchAsync(plan, CancellationToken.None);
        var proxy = BottleHost.AnswerOnceAsync(bottle.Listeners[0], "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n");

        await bottle.StartAsync();
        var request = await proxy;
        var exit = await bottle.WaitAsync();

        Assert.That(request, Does.StartWith("GET http://api.example.com/x HTTP/1.1\r\n"));
        Assert.That(File.ReadAllText(Path.Combine(host.Project, "out")), Is.EqualTo("hello\n7\n"));
        Assert.That(exit, Is.EqualTo(new BottleExit(7, AgentRan: true)));
    }
}
