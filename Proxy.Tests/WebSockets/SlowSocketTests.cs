using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Tests.Wire;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>Silence and slow sending on a WebSocket, in virtual time.</summary>
/// <remarks>Not in parallel with other tests: a busy thread pool lets virtual time run ahead of the sockets.</remarks>
[NonParallelizable]
public sealed class SlowSocketTests
{
    private const int Slack = 120;

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_slowly_sent_message_is_cut_off(bool fromClient)
    {
        await using Opened opened = await Opened.StartAsync();
        WebSocketPeer slow = fromClient ? opened.Client : opened.Upstream;
        await slow.Peer.SendAsync(slow.Frame(Core.WebSocket.WebSocketOpcode.Binary, new string('x', 10_000))[..20]);
        Task over = opened.Client.Peer.EndsCleanlyAsync();
        int taken = await opened.Patience.SecondsUntilAsync(over, 120 + Slack, async () =>
        {
            try
            {
                await slow.Peer.SendAsync("x");
            }
            catch (IOException)
            {
                // Cut off.
            }
        });
        Assert.That(taken, Is.GreaterThanOrEqualTo(110));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_side_that_stops_within_a_message_is_cut_off_even_if_the_other_is_active(bool client)
    {
        await using Opened opened = await Opened.StartAsync();
        (WebSocketPeer slow, WebSocketPeer lively) = client ? (opened.Client, opened.Upstream) : (opened.Upstream, opened.Client);
        await slow.Peer.SendAsync(slow.Frame(Core.WebSocket.WebSocketOpcode.Binary, new string('x', 10_000))[..20]);
        Task over = opened.Client.Peer.EndsCleanlyAsync();
        int taken = await opened.Patience.SecondsUntilAsync(over, 120 + Slack, async () =>
        {
            try
            {
                await lively.SendTextAsync("tick");
            }
            catch (IOException)
            {
                // Cut off.
            }
        });
        Assert.That(taken, Is.InRange(110, 120 + Slack - 1));
    }

    [Test]
    public async Task A_listening_side_is_alive_and_silence_of_both_ends_after_65_minutes()
    {
        await using Opened opened = await Opened.StartAsync();
        for (int i = 0; i < 4; i++)
        {
            await opened.Patience.PassAsync(TimeSpan.FromMinutes(40));
            await opened.Upstream.SendTextAsync("tick");
            Assert.That(await opened.Client.ReadAsync(), Is.EqualTo("text:tick"));
        }
        Task over = opened.Client.Peer.EndsCleanlyAsync();
        await opened.Patience.PassAsync(TimeSpan.FromMinutes(64));
        Assert.That(over.IsCompleted, Is.False);
        await opened.Patience.SecondsUntilAsync(over, 60 + Slack);
    }

    [Test]
    public async Task An_unanswered_close_waits_ten_seconds()
    {
        await using Opened opened = await Opened.StartAsync();
        await opened.Client.CloseAsync(1000);
        Assert.That(await opened.Upstream.ReadAsync(), Is.EqualTo("close:1000"));
        Task<string> answer = opened.Client.ReadAsync();
        int taken = await opened.Patience.SecondsUntilAsync(answer, 10 + Slack);
        Assert.That((await answer, taken), Is.EqualTo(("close:1000", taken)));
        Assert.That(taken, Is.GreaterThanOrEqualTo(9));
    }

    private sealed class Opened(Patience patience, WebSocketPeer client, WebSocketPeer upstream, TaskCompletionSource done) : IAsyncDisposable
    {
        public Patience Patience => patience;

        public WebSocketPeer Client => client;

        public WebSocketPeer Upstream => upstream;

        public static async Task<Opened> StartAsync()
        {
            TaskCompletionSource<WebSocketPeer> accepted = new();
            TaskCompletionSource done = new();
            Patience patience = await Patience.WithAsync(async peer =>
            {
                accepted.SetResult((await WebSocketPeer.AcceptAsync(peer)).Socket);
                await done.Task;
            });
            RawClient client = await patience.ConnectAsync();
            await client.SendAsync(WebSocketPeer.Handshake(Patience.Host, "/"));
            Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 101 "));
            return new Opened(patience, new WebSocketPeer(client, Core.WebSocket.WebSocketSide.Client), await accepted.Task.Within(), done);
        }

        public async ValueTask DisposeAsync()
        {
            done.SetResult();
            await client.DisposeAsync();
            await patience.DisposeAsync();
        }
    }
}
