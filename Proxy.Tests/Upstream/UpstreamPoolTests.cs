using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Upstream;

[Parallelizable(ParallelScope.All)]
public sealed class UpstreamPoolTests
{
    private const int MostIdle = 128;

    [Test]
    public async Task Idle_connections_are_few_however_many_targets_there_are_and_the_oldest_goes()
    {
        string[] hosts = [.. Enumerable.Range(0, MostIdle + 10).Select(i => $"h{i}.example")];
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), new TestProxyOptions { Hosts = hosts }, tls: false);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        foreach (string host in hosts)
        {
            await GetAsync(client, host);
        }
        Assert.That(outside.Upstream.Connections, Is.EqualTo(hosts.Length));
        await GetAsync(client, hosts[^1]);
        await GetAsync(client, hosts[10]);
        Assert.That(outside.Upstream.Connections, Is.EqualTo(hosts.Length), "the youngest and the last that had room are still there");
        await GetAsync(client, hosts[9]);
        Assert.That(outside.Upstream.Connections, Is.EqualTo(hosts.Length + 1), "the oldest had gone");
    }

    private static async Task GetAsync(RawClient client, string host)
    {
        await client.SendAsync($"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
    }
}
