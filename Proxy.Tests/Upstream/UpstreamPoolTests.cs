using System.Net.Sockets;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Tests.Upstream;

[Parallelizable(ParallelScope.All)]
public sealed class UpstreamPoolTests
{
    private const int MostIdle = 128;

    [Test]
    public async Task Idle_connections_are_limited_for_all_targets_and_the_oldest_is_dropped()
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
        Assert.That(outside.Upstream.Connections, Is.EqualTo(hosts.Length), "the newest and the last one with room are still there");
        await GetAsync(client, hosts[9]);
        Assert.That(outside.Upstream.Connections, Is.EqualTo(hosts.Length + 1), "the oldest was dropped");
    }

    // Model calls take no connection with a long idle time. Otherwise sixteen of those would exclude every new one, and each call would need a handshake.
    [Test]
    public async Task A_returned_connection_is_kept_and_the_oldest_of_its_target_is_dropped()
    {
        const int IdlePerTarget = 16;
        using DeadlineClock clock = new(TimeProvider.System);
        List<(UpstreamConnection Connection, Socket Peer)> all = [];
        // It opens no connection.
        await using UpstreamPool pool = new(null!);
        for (int i = 0; i <= IdlePerTarget; i++)
        {
            all.Add(await UpstreamConnectionTests.ConnectAsync(clock));
            await pool.ReturnAsync(all[i].Connection).AsTask().Within();
        }
        Assert.That(
            () => all[0].Peer.ReceiveAsync(new byte[1]).Within(),
            Throws.InstanceOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.ConnectionReset),
            "the oldest is closed");
        foreach ((UpstreamConnection connection, Socket peer) in all.Skip(1).Reverse())
        {
            (UpstreamConnection? rented, UpstreamFault? _) = await pool.RentAsync(connection.Target, TimeSpan.FromHours(1), CancellationToken.None).AsTask()
                .Within();
            Assert.That(rented, Is.SameAs(connection));
            await connection.DisposeAsync().AsTask().Within();
            peer.Dispose();
        }
        all[0].Peer.Dispose();
    }

    private static async Task GetAsync(RawClient client, string host)
    {
        await client.SendAsync($"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
    }
}
