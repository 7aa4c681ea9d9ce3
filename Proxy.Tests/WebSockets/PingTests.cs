using BotBottle.Core.Policy;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>Each ping of a client gets one pong with its payload, and each ping of an upstream too, whether the proxy responds or the other side.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PingTests
{
    private const string Unscanned = ", dlp: {outbound_detectors: []}";

    private static readonly (string Host, string Path, string More)[] Kinds =
        [(Outside.Plain, "/", ""), (Outside.Plain, "/", Unscanned), (Outside.OpenAi, "/v1/responses", ""), (Outside.OpenAi, "/v1/responses", Unscanned)];

    [Test]
    public async Task Each_ping_of_a_client_gets_one_pong([Range(0, 3)] int kind, [Values(1, 5, 40)] int count)
    {
        await using FakeController controller = new();
        await using Outside outside = await StartAsync(controller, kind, RespondAsync);
        await using WebSocketPeer socket = await OpenAsync(outside, kind);
        string[] payloads = [.. Enumerable.Range(0, count).Select(i => i == 0 ? new string('z', 125) : $"p{i}")];
        await socket.Peer.SendAsync(string.Concat(payloads.Select(payload => socket.Frame(WebSocketOpcode.Ping, payload))));
        await AssertPongsAsync(socket, payloads);
    }

    [Test]
    public async Task A_ping_between_fragments_gets_one_pong([Range(0, 3)] int kind)
    {
        await using FakeController controller = new();
        await using Outside outside = await StartAsync(controller, kind, RespondAsync);
        await using WebSocketPeer socket = await OpenAsync(outside, kind);
        await socket.SendTextAsync("""{"type":"response.""", final: false);
        await socket.PingAsync("one");
        await socket.SendAsync(WebSocketOpcode.Continuation, "pro", final: false);
        await socket.PingAsync("two");
        await socket.PingAsync("");
        await socket.SendAsync(WebSocketOpcode.Continuation, "cessed\"}");
        await AssertPongsAsync(socket, ["one", "two", ""]);
    }

    [Test]
    public async Task Pings_during_a_long_frame_get_one_pong_each_after_it([Values(0, 2)] int kind)
    {
        const int Frame = 1024;
        await using FakeController controller = new();
        await using Outside outside = await StartAsync(controller, kind, async upstream =>
        {
            (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
            string frame = socket.Frame(WebSocketOpcode.Text, new string('x', Frame));
            await upstream.SendAsync(frame[..(Frame / 2)]);
            for (int i = 0; i < 5; i++)
            {
                Assert.That(await socket.ReadAsync(), Is.EqualTo("ping:"));
            }
            await upstream.SendAsync(frame[(Frame / 2)..]);
            await socket.ReadAsync();
            await socket.CloseAsync(1000);
        });
        await using WebSocketPeer socket = await OpenAsync(outside, kind);
        await socket.Peer.ReadAsync(1);
        await socket.Peer.SendAsync(string.Concat(Enumerable.Range(0, 5).Select(i => socket.Frame(WebSocketOpcode.Ping, $"p{i}"))));
        await socket.Peer.ReadAsync(3 + Frame);
        for (int i = 0; i < 5; i++)
        {
            Assert.That(await socket.ReadAsync(), Is.EqualTo($"pong:p{i}"));
        }
        await socket.CloseAsync(1000);
        Assert.That(await socket.ReadAsync(), Is.EqualTo("close:1000"));
    }

    [Test]
    public async Task Each_ping_of_an_upstream_gets_one_pong([Range(0, 3)] int kind)
    {
        TaskCompletionSource<string[]> seen = new();
        await using FakeController controller = new();
        await using Outside outside = await StartAsync(controller, kind, async upstream =>
        {
            (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
            await socket.PingAsync("a");
            await socket.PingAsync("b");
            List<string> frames = [];
            do
            {
                frames.Add(await socket.ReadAsync());
            }
            while (!frames[^1].StartsWith("close:", StringComparison.Ordinal));
            seen.SetResult([.. frames]);
            await socket.CloseAsync(1000);
        });
        await using WebSocketPeer socket = await OpenAsync(outside, kind);
        foreach (string payload in (string[])["a", "b"])
        {
            Assert.That(await socket.ReadAsync(), Is.EqualTo($"ping:{payload}"));
            await socket.SendAsync(WebSocketOpcode.Pong, payload);
        }
        await socket.CloseAsync(1000);
        Assert.That(await seen.Task.Within(), Is.EqualTo(new[] { "pong:a", "pong:b", "close:1000" }));
    }

    // The upstream handles the last message behind every ping, so that its own pongs to them would have come before.
    private static async Task AssertPongsAsync(WebSocketPeer socket, string[] payloads)
    {
        await socket.SendTextAsync("""{"type":"response.cancel"}""");
        List<string> pongs = [];
        bool isLast = false;
        while (!isLast || pongs.Count < payloads.Length)
        {
            string frame = await socket.ReadAsync();
            isLast |= frame.Contains("cancel", StringComparison.Ordinal);
            if (frame.StartsWith("pong:", StringComparison.Ordinal))
            {
                pongs.Add(frame["pong:".Length..]);
            }
        }
        await socket.CloseAsync(1000);
        Assert.That(await socket.ReadAsync(), Is.EqualTo("close:1000"), "no pong follows");
        Assert.That(pongs, Is.EqualTo(payloads));
    }

    private static async Task<Outside> StartAsync(FakeController controller, int kind, Func<WirePeer, Task> upstream)
    {
        controller.Order(RunOrders.Open);
        Outside outside = await Outside.WithAsync(
            upstream, controller.Options with { Routes = $"routes: [{{host: {Kinds[kind].Host}, agent_credentials: true{Kinds[kind].More}}}]" });
        await FakeController.ReadyAsync(outside.Proxy);
        return outside;
    }

    private static Task<WebSocketPeer> OpenAsync(Outside outside, int kind) => WebSocketPeer.OpenAsync(outside.Proxy, Kinds[kind].Host, Kinds[kind].Path);

    // As servers do: a pong for each ping, and each message back.
    private static async Task RespondAsync(WirePeer upstream)
    {
        (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
        while (true)
        {
            string frame = await socket.ReadAsync();
            string payload = frame[(frame.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimEnd('…');
            switch (frame[0])
            {
                case 'p':
                    await socket.SendAsync(WebSocketOpcode.Pong, payload);
                    break;
                case 'c' when frame.StartsWith("close:", StringComparison.Ordinal):
                    await socket.CloseAsync(1000);
                    await upstream.EndsCleanlyAsync();
                    return;
                case 't':
                    await socket.SendTextAsync(payload);
                    break;
            }
        }
    }
}
