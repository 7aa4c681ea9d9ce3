using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>A WebSocket to a host that is no provider's: frames are forwarded with their meaning, and nothing else.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RelayTests
{
    [Test]
    public async Task Messages_fragments_and_pings_are_forwarded_both_ways()
    {
        await using Outside outside = await EchoAsync();
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        await socket.SendTextAsync("grüße");
        Assert.That(await socket.ReadAsync(), Is.EqualTo("text:grüße"));
        await socket.SendTextAsync("one ", final: false);
        await socket.PingAsync("between");
        await socket.SendAsync(WebSocketOpcode.Continuation, "two");
        Assert.That(await socket.ReadAsync(), Is.EqualTo("text:one …"));
        Assert.That(await socket.ReadAsync(), Is.EqualTo("pong:between"));
        Assert.That(await socket.ReadAsync(), Is.EqualTo("continuation:two"));
        await socket.SendAsync(WebSocketOpcode.Binary, "");
        Assert.That(await socket.ReadAsync(), Is.EqualTo("binary:"));
        await socket.CloseAsync(4001, "bye");
        Assert.That(await socket.ReadAsync(), Is.EqualTo("close:4001 bye"));
        Assert.That(await socket.Peer.EndsCleanlyAsync(), Is.True);
    }

    [Test]
    public async Task Single_byte_writes_give_the_same_messages()
    {
        await using Outside outside = await EchoAsync();
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        await socket.Peer.SendByteByByteAsync(socket.Frame(WebSocketOpcode.Text, "0123456789") + socket.Frame(WebSocketOpcode.Ping, "p"));
        Assert.That(await socket.ReadAsync(), Is.EqualTo("text:0123456789"));
        Assert.That(await socket.ReadAsync(), Is.EqualTo("pong:p"));
    }

    [TestCase(65_536)]
    [TestCase(3_000_000)]
    public async Task A_long_frame_stays_one_frame_and_is_not_buffered(int length)
    {
        await using Outside outside = await EchoAsync();
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        string payload = string.Create(length, 0, static (into, _) =>
        {
            for (int i = 0; i < into.Length; i++)
            {
                into[i] = (char)('a' + (i % 23));
            }
        });
        string frame = socket.Frame(WebSocketOpcode.Binary, payload);
        await socket.Peer.SendAsync(frame[..(length / 2)]);
        await socket.Peer.SendAsync(frame[(length / 2)..]);
        Assert.That(await socket.ReadAsync(), Is.EqualTo("binary:" + payload));
    }

    [TestCase("\u00c1\u0080\u0001\u0002\u0003\u0004", "close:1002 invalid frame: ReservedBits")]
    [TestCase("\u0081\u0001A", "close:1002 invalid frame: WrongMasking")]
    [TestCase("\u0083\u0080\u0001\u0002\u0003\u0004", "close:1002 invalid frame: ReservedOpcode")]
    [TestCase("\u0080\u0080\u0001\u0002\u0003\u0004", "close:1002 invalid frame: UnexpectedContinuation")]
    [TestCase("\u0081\u0081\u0000\u0000\u0000\u0000\u00ff", "close:1007 invalid frame: InvalidText")]
    [TestCase("\u0082\u00ff\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000", "close:1009 invalid frame: TooBig")]
    public async Task A_client_that_breaks_the_protocol_gets_an_error_and_the_upstream_a_close(string bytes, string expected)
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
            seen.SetResult(await socket.ReadAsync());
        });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        await socket.Peer.SendAsync(bytes);
        Assert.That(await socket.ReadAsync(), Is.EqualTo(expected));
        Assert.That(await socket.Peer.EndsCleanlyAsync(), Is.True);
        Assert.That(await seen.Task.Within(), Is.EqualTo("close:1001"));
    }

    [TestCase("\u00c1\u0000", "close:1002 invalid frame: ReservedBits")]
    [TestCase("\u0081\u0081\u0001\u0002\u0003\u0004A", "close:1002 invalid frame: WrongMasking")]
    [TestCase("\u0081\u0001\u00ff", "close:1007 invalid frame: InvalidText")]
    public async Task An_upstream_that_breaks_the_protocol_gets_an_error(string bytes, string expected)
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
            await upstream.SendAsync(bytes);
            seen.SetResult(await socket.ReadAsync());
        });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        Assert.That(await socket.ReadAsync(), Does.StartWith("close:1011"));
        Assert.That(await seen.Task.Within(), Is.EqualTo(expected));
    }

    [Test]
    public async Task An_upstream_that_breaks_off_causes_a_reset_not_a_close()
    {
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
            await socket.SendTextAsync("half", final: false);
            upstream.Reset();
        });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        Assert.That(await socket.Peer.EndsCleanlyAsync(), Is.False);
    }

    [Test]
    public async Task A_client_that_leaves_ends_the_upstream_connection()
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
            await socket.SendTextAsync("hello");
            seen.SetResult(await socket.ReadAsync());
        });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        await socket.ReadAsync();
        socket.Peer.Reset();
        Assert.That(await seen.Task.Within(), Is.EqualTo("close:1001"));
    }

    [Test]
    public async Task The_upstreams_close_and_the_clients_reply_are_forwarded()
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
            await socket.CloseAsync(1012, "again later");
            seen.SetResult(await socket.ReadAsync());
        });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        Assert.That(await socket.ReadAsync(), Is.EqualTo("close:1012 again later"));
        await socket.CloseAsync(1000);
        Assert.That(await seen.Task.Within(), Is.EqualTo("close:1000"));
        Assert.That(await socket.Peer.EndsCleanlyAsync(), Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Every_cut_ends_a_WebSocket_at_once(bool finish)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using Outside outside = await Outside.WithAsync(EchoAsync, controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        await socket.SendTextAsync("hello");
        Assert.That(await socket.ReadAsync(), Is.EqualTo("text:hello"));
        controller.Order(new RunOrders(1, new EgressCut(CutCause.Operator, finish, null, DateTimeOffset.UnixEpoch), []));
        Assert.That(await socket.ReadAsync(), Is.EqualTo("close:1008 Bot Bottle: egress of this run is cut"));
        Assert.That(await socket.Peer.EndsCleanlyAsync(), Is.True);
    }

    [Test]
    public async Task Back_pressure_reaches_the_sender()
    {
        TaskCompletionSource<WirePeer> accepted = new();
        TaskCompletionSource done = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await WebSocketPeer.AcceptAsync(upstream);
            accepted.SetResult(upstream);
            await done.Task.Within();
        });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        WirePeer upstream = await accepted.Task.Within();
        // 128 MiB in one frame without a reader: the sender stops when the buffers on the way are full.
        byte[] frame = [0x82, 127, 0, 0, 0, 0, 8, 0, 0, 0, .. new byte[128 * 1024 * 1024]];
        Task sending = upstream.Stream.WriteAsync(frame).AsTask();
        await socket.Peer.SkipAsync(1024 * 1024);
        Assert.That(sending.IsCompleted, Is.False);
        await socket.Peer.SkipAsync(frame.Length - (1024 * 1024));
        await sending.Within();
        done.SetResult();
    }

    private static Task<Outside> EchoAsync() => Outside.WithAsync(EchoAsync, new TestProxyOptions { Scans = false });

    /// <summary>Returns every frame, a ping as a pong, until a close.</summary>
    private static async Task EchoAsync(WirePeer upstream)
    {
        (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
        while (true)
        {
            string frame = await socket.ReadAsync();
            string kind = frame[..frame.IndexOf(':', StringComparison.Ordinal)];
            string text = frame[(kind.Length + 1)..];
            bool final = !text.EndsWith('…');
            string payload = System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(text.TrimEnd('…')));
            if (kind == "close")
            {
                await socket.CloseAsync(int.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), text.Length > 5 ? text[5..] : "");
                await upstream.EndsCleanlyAsync();
                return;
            }
            await socket.SendAsync(kind == "ping" ? WebSocketOpcode.Pong : Enum.Parse<WebSocketOpcode>(kind, ignoreCase: true), payload, final);
        }
    }
}
