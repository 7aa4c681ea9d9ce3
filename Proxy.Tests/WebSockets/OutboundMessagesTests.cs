using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Outbound;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>Messages of a client on a WebSocket to a host that is no provider's are searched before they are sent.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OutboundMessagesTests
{
    [TestCase(Secrets.Known, "one")]
    [TestCase(Secrets.Known, "two")]
    [TestCase(Secrets.Known, "a byte a fragment")]
    [TestCase(Secrets.Known, "behind much")]
    [TestCase(Secrets.Token, "one")]
    [TestCase(Secrets.Token, "two")]
    [TestCase(Secrets.Token, "a byte a fragment")]
    [TestCase(Secrets.Token, "behind much")]
    public async Task A_message_with_a_secret_closes_both_sides(string secret, string form)
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(upstream => CollectAsync(upstream, seen), Secrets.On("block"));
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        string message = form == "behind much" ? new string('x', 100_000) + secret + new string('y', 100_000) : $"a {secret} b";
        string[] parts = form switch
        {
            "two" => [message[..12], message[12..]],
            "a byte a fragment" => [.. message.Select(c => c.ToString())],
            _ => [message],
        };
        await socket.Peer.SendAsync(string.Concat(parts.Select((part, i) =>
            socket.Frame(i == 0 ? WebSocketOpcode.Text : WebSocketOpcode.Continuation, part, final: i == parts.Length - 1))));
        string close = await socket.ReadAsync();
        Assert.That(close, Does.StartWith("close:1008 Bot Bottle: DLP").And.Not.Contain(secret));
        string got = await seen.Task.Within();
        Recorder.AssertNothingOf(secret, System.Text.Encoding.Latin1.GetBytes(got));
        Assert.That(got, Does.EndWith("close:1008"));
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("\"dlp_match\"").And.Not.Contain(secret));
    }

    [Test]
    public async Task A_redacted_message_is_forwarded_with_its_other_bytes_in_place()
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(upstream => CollectAsync(upstream, seen), Secrets.On("redact"));
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        string long1 = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i:d9}{Secrets.Known}"));
        await socket.SendTextAsync(long1[..30_005], final: false);
        await socket.SendAsync(WebSocketOpcode.Continuation, long1[30_005..]);
        await socket.SendTextAsync($"short {Secrets.Known}");
        await socket.CloseAsync(1000);
        string stars = new('*', Secrets.Known.Length);
        string got = await seen.Task.Within();
        Assert.That(
            got.Replace("…continuation:", "", StringComparison.Ordinal),
            Is.EqualTo("text:" + long1.Replace(Secrets.Known, stars, StringComparison.Ordinal) + "text:short " + stars + "close:1000"));
    }

    [Test]
    public async Task A_supervised_value_is_offered_and_passes_after_its_approval()
    {
        await using FakeController controller =
            new() { Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Pending, "a1", DateTimeOffset.MaxValue, 1)) };
        controller.Order(RunOrders.Open);
        TaskCompletionSource<string>[] seen = [new(), new()];
        int connection = -1;
        TestProxyOptions on = Secrets.On("supervise");
        await using Outside outside = await Outside.WithAsync(
            upstream => CollectAsync(upstream, seen[Interlocked.Increment(ref connection)]),
            controller.Options with { Routes = on.Routes, Secrets = on.Secrets });
        await FakeController.ReadyAsync(outside.Proxy);
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        await socket.SendTextAsync(Secrets.Known);
        Assert.That(await socket.ReadAsync(), Does.StartWith("close:1008"));
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        Assert.That(asked.Place, Is.EqualTo("WebSocket message"));
        Assert.That(await seen[0].Task.Within(), Is.EqualTo("close:1008"));
        controller.Order(
            new RunOrders(2, null, [], null, [new ApprovalOrder("a1", asked.Fingerprint, ApprovalState.Approved, DateTimeOffset.MaxValue, asked.Host)]));
        // Orders arrive on their own connection; a request head waits for the approval.
        await using WebSocketPeer again = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/", $"X-A: {Secrets.Known}\r\n");
        await again.SendTextAsync(Secrets.Known);
        await again.CloseAsync(1000);
        Assert.That(await seen[1].Task.Within(), Is.EqualTo($"text:{Secrets.Known}close:1000"));
    }

    [Test]
    public async Task An_approval_for_one_request_is_valid_for_one_message()
    {
        await using FakeController controller =
            new() { Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Pending, "a1", DateTimeOffset.MaxValue, 1)), Use = _ => true };
        controller.Order(RunOrders.Open);
        TaskCompletionSource<string>[] seen = [new(), new()];
        int connection = -1;
        TestProxyOptions on = Secrets.On("supervise");
        await using Outside outside = await Outside.WithAsync(
            upstream => CollectAsync(upstream, seen[Interlocked.Increment(ref connection)]),
            controller.Options with { Routes = on.Routes, Secrets = on.Secrets });
        await FakeController.ReadyAsync(outside.Proxy);
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        await socket.SendTextAsync(Secrets.Known);
        Assert.That(await socket.ReadAsync(), Does.StartWith("close:1008"));
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        controller.Order(new RunOrders(
            2, null, [new BudgetRefusal("host", "claude", "tokens", 100, 777, 0, null)], null,
            [new ApprovalOrder("a1", asked.Fingerprint, ApprovalState.Approved, DateTimeOffset.MaxValue, asked.Host, Once: true)]));
        await FakeController.UntilSpentAsync(outside.Proxy, 777);
        await using WebSocketPeer again = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        await again.SendTextAsync($"{Secrets.Known} and {Secrets.Known}");
        await again.SendTextAsync(Secrets.Known);
        Assert.That(await again.ReadAsync(), Does.StartWith("close:1008"));
        Assert.That(await seen[1].Task.Within(), Is.EqualTo($"text:{Secrets.Known} and {Secrets.Known}close:1008"));
        Assert.That(controller.Uses.Reader.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Control_frames_carry_no_secret_even_in_parts()
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(upstream => CollectAsync(upstream, seen), Secrets.On("block"));
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        foreach (char c in Secrets.Known)
        {
            await socket.PingAsync(c.ToString());
            Assert.That(await socket.ReadAsync(), Is.EqualTo($"pong:{c}"));
            await socket.SendAsync(WebSocketOpcode.Pong, c.ToString());
        }
        await socket.CloseAsync(1000, Secrets.Known);
        string got = await seen.Task.Within();
        Assert.That(got.Replace("ping:", "", StringComparison.Ordinal), Is.EqualTo("close:1008 the reason was withheld"));
    }

    private static async Task CollectAsync(WirePeer upstream, TaskCompletionSource<string> seen)
    {
        (WebSocketPeer socket, _) = await WebSocketPeer.AcceptAsync(upstream);
        System.Text.StringBuilder all = new();
        string frame;
        do
        {
            frame = await socket.ReadAsync();
            all.Append(frame);
        }
        while (!frame.StartsWith("close:", StringComparison.Ordinal));
        seen.SetResult(all.ToString());
        await socket.CloseAsync(1000);
    }
}
