using System.Globalization;
using System.Net.Sockets;
using System.Threading.Channels;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>
/// Repeated faults of upstream and client at every step of the spine: every exchange ends with one recorded reason, every admitted call with one report, and no
/// exchange, connection, socket or buffer remains.
/// </summary>
[NonParallelizable]
public sealed class FaultTests
{
    private const string Gone = "gone.test";
    private const string Refusing = "refusing.test";
    private const string Deaf = "deaf.test";
    private const int Rounds = 12;

    /// <summary>The upstream's fault, named by the path of the request.</summary>
    private static readonly Dictionary<string, Func<WirePeer, Task>> UpstreamFaults = new()
    {
        ["none"] = upstream => upstream.SendAsync(Script.Json(ModelCalls.AnthropicJson)),
        ["before-head"] = Reset(""),
        ["mid-head"] = Reset("HTTP/1.1 200 OK\r\nContent-"),
        ["after-head"] = Reset("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        ["mid-body"] = Reset("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello"),
        ["mid-chunk"] = Reset("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello"),
        ["between-chunks"] = Reset("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        ["after-body"] = Reset(Script.Json(ModelCalls.AnthropicJson)),
        ["end-mid-body"] = async upstream =>
        {
            await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
            await upstream.DisposeAsync();
        },
        ["interim-then-reset"] = Reset("HTTP/1.1 103 Hints\r\n\r\n"),
    };

    /// <summary>The point at which a client leaves: the bytes sent of its request (null for all, negative from its end), and the last text read.</summary>
    private static readonly (string Name, int? Sent, string? Read)[] ClientFaults =
    [
        ("within its head", 20, null), ("after its head", -ModelCalls.AnthropicRequest.Length, null), ("within its body", -10, null),
        ("before the response", null, null),
        ("after the head of the response", null, "\r\n\r\n"), ("within the response", null, "content_block_delta"),
        ("after the response", null, "message_stop\"}\n\n"),
    ];

    [Test]
    public async Task Every_exchange_ends_with_one_recorded_reason()
    {
        await using Stage stage = await Stage.OpenAsync(new TestProxyOptions());
        int exchanges = await stage.UpstreamsFailAsync() + await stage.ClientsFailAsync();
        await stage.Proxy.IdleAsync();
        string[] events = [.. stage.Proxy.Log.ToString().Split('\n').Where(line => line.Contains("\"egress_", StringComparison.Ordinal))];
        Assert.That(events, Has.Length.EqualTo(exchanges));
        foreach (string reason in new[] { "client_aborted", "upstream_aborted", "upstream_unreachable" })
        {
            Assert.That(events, Has.Some.Contain($"\"reason\":\"{reason}\""));
        }
    }

    [Test]
    public async Task Every_fault_leaves_exactly_one_report()
    {
        int sockets = Sockets();
        using PoolWatch pool = new();
        List<int> outstanding = [];
        await using (FakeController controller = new())
        {
            controller.Order(RunOrders.Open);
            await using Stage stage = await Stage.OpenAsync(controller.Options);
            await FakeController.ReadyAsync(stage.Proxy);
            for (int round = 0; round < Rounds; round++)
            {
                await stage.UpstreamsFailAsync();
                await stage.ClientsFailAsync();
                await stage.Proxy.IdleAsync();
                outstanding.Add(pool.Outstanding);
            }
            await ExpectOneReportEachAsync(controller);
        }
        // A leak of one round would be twelve times as large after twelve; idle connections of the pool vary.
        Assert.That(outstanding[^1] - outstanding[2], Is.LessThan(Rounds), string.Join(' ', outstanding));
        Assert.That(Sockets(), Is.LessThanOrEqualTo(sockets + 2));
    }

    private static async Task ExpectOneReportEachAsync(FakeController controller)
    {
        HashSet<string> admitted = [];
        while (controller.Admissions.Reader.TryRead(out AdmissionRequest? asked))
        {
            Assert.That(admitted.Add(asked.Exchange), "asked twice");
        }
        Assert.That(admitted, Has.Count.GreaterThan(Rounds * UpstreamFaults.Count));
        HashSet<string> reported = [];
        while (reported.Count < admitted.Count)
        {
            UsageReport report = await controller.Reports.Reader.ReadAsync().Within();
            Assert.That(reported.Add(report.Exchange), "reported twice");
        }
        Assert.That(reported, Is.EquivalentTo(admitted));
        Assert.That(controller.Reports.Reader.TryRead(out _), Is.False);
    }

    private static Func<WirePeer, Task> Reset(string answer) => async upstream =>
    {
        await upstream.SendAsync(answer);
        upstream.Reset();
    };

    private static int Sockets() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(link =>
    {
        try
        {
            return new FileInfo(link).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Closed during the check.
            return false;
        }
    });

    /// <summary>The proxy with its upstreams.</summary>
    private sealed class Stage(ScriptedUpstream upstream, ScriptedUpstream deaf, TestProxy proxy, Channel<string> heads) : IAsyncDisposable
    {
        public TestProxy Proxy => proxy;

        public static async Task<Stage> OpenAsync(TestProxyOptions options)
        {
            TestAuthority authority = new();
            Channel<string> heads = Channel.CreateUnbounded<string>();
            ScriptedUpstream upstream = new(authority.Certify(Outside.Claude), peer => ServeAsync(peer, heads.Writer));
            // Accepts and then breaks the handshake.
            ScriptedUpstream deaf = new(null, peer =>
            {
                peer.Reset();
                return Task.CompletedTask;
            });
            TestProxy proxy = await TestProxy.StartAsync(options with
            {
                Hosts = [Outside.Claude, Gone, Refusing, Deaf],
                UpstreamAuthorities = authority.Pem,
                Resolve = new Dictionary<string, string> { [Outside.Claude] = upstream.Endpoint, [Deaf] = deaf.Endpoint, [Refusing] = "127.0.0.1:1" },
                Lookup = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
            });
            return new Stage(upstream, deaf, proxy, heads);
        }

        /// <summary>Makes each fault once; returns the number of exchanges.</summary>
        public async Task<int> UpstreamsFailAsync()
        {
            foreach (string fault in UpstreamFaults.Keys)
            {
                await using RawClient client = await proxy.TunnelAsync($"{Outside.Claude}:443");
                await client.SendAsync(ModelCalls.Post(Outside.Claude, $"/v1/messages?{fault}", ModelCalls.AnthropicRequest));
                await ReadWhatComesAsync(client);
            }
            string[] hosts = [Gone, Refusing, Deaf];
            foreach (string host in hosts)
            {
                await using RawClient client = await proxy.TunnelAsync($"{host}:443");
                await client.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
                Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 502 "));
            }
            return UpstreamFaults.Count + hosts.Length;
        }

        /// <summary>Leaves once in each way; returns the number of exchanges, which begin with a complete head.</summary>
        public async Task<int> ClientsFailAsync()
        {
            int exchanges = 0;
            foreach ((string _, int? sent, string? read) in ClientFaults)
            {
                await using RawClient client = await proxy.TunnelAsync($"{Outside.Claude}:443");
                string request = ModelCalls.Post(Outside.Claude, "/v1/messages?stream", ModelCalls.AnthropicRequest);
                await client.SendAsync(sent is { } count ? request[..(count < 0 ? request.Length + count : count)] : request);
                if (sent != 20)
                {
                    // A reset discards unread bytes, so that the exchange must have begun.
                    while (await heads.Reader.ReadAsync().Within() != "stream")
                    {
                    }
                    exchanges++;
                }
                if (read is not null)
                {
                    await client.ReadToAsync(read);
                }
                client.Reset();
            }
            // Before any request: after connecting, within CONNECT, in the tunnel, in the handshake.
            foreach (string start in new[] { "", "CONNECT ", $"CONNECT {Outside.Claude}:443 HTTP/1.1\r\nHost: {Outside.Claude}:443\r\n\r\n" })
            {
                await using RawClient client = await proxy.ConnectAsync();
                await client.SendAsync(start);
                if (start.Length > 10)
                {
                    await client.ReadHeadAsync();
                    await client.SendAsync("\u0016\u0003\u0001\u0002\0\u0001");
                }
                client.Reset();
            }
            return exchanges;
        }

        public async ValueTask DisposeAsync()
        {
            await proxy.DisposeAsync();
            await upstream.DisposeAsync();
            await deaf.DisposeAsync();
        }

        private static async Task ServeAsync(WirePeer upstream, ChannelWriter<string> heads)
        {
            while (true)
            {
                string head;
                try
                {
                    head = await upstream.ReadHeadAsync();
                    heads.TryWrite(head.Split(' ')[1].Split('?')[1]);
                    await upstream.ReadAsync(int.Parse(WirePeer.Field(head, "Content-Length")!, CultureInfo.InvariantCulture));
                }
                catch (EndOfStreamException)
                {
                    return;
                }
                string what = head.Split(' ')[1].Split('?')[1];
                await (what == "stream" ? upstream.SendAsync(Script.Sse(ModelCalls.AnthropicSse)) : UpstreamFaults[what](upstream));
                if (what is not ("stream" or "none"))
                {
                    return;
                }
            }
        }

        private static async Task ReadWhatComesAsync(RawClient client)
        {
            try
            {
                string head;
                do
                {
                    head = await client.ReadHeadAsync();
                }
                while (head.StartsWith("HTTP/1.1 103 ", StringComparison.Ordinal));
                if (WirePeer.Field(head, "Content-Length") is { } length)
                {
                    await client.ReadAsync(int.Parse(length, CultureInfo.InvariantCulture));
                }
                else
                {
                    await client.ReadChunksAsync();
                }
            }
            catch (IOException)
            {
                // A reset, as required for a cut response.
            }
        }
    }
}
