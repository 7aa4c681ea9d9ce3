using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>An approval for one request admits one request, wherever and however often the value is in it.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApprovedOnceTests
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddMinutes(5);

    [Test]
    public async Task A_request_with_the_value_in_several_places_uses_one_approval_and_the_next_asks_again()
    {
        await using FakeController controller = Controller();
        controller.Use = _ => true;
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await StartAsync(controller, upstream.ServeAsync);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(Request());
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        controller.Order(new RunOrders(1, null, [], null, [Once(asked)]));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That((await controller.Uses.Reader.ReadAsync().Within()).Id, Is.EqualTo("a1"));
        Assert.That(controller.Uses.Reader.TryRead(out _), Is.False, "one request");
        Assert.That(controller.Approvals.Reader.TryRead(out _), Is.False);

        // The orders still name the used-up approval; the proxy asks the controller instead.
        controller.Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Rejected));
        await client.SendAsync(Request());
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("approval_rejected"));
        Assert.That((await controller.Approvals.Reader.ReadAsync().Within()).Host, Is.EqualTo(asked.Host));
        Assert.That(controller.Uses.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task An_approval_that_cannot_be_used_up_admits_no_request([Values] bool lost)
    {
        await using FakeController controller = Controller();
        controller.Use = _ => lost ? throw new IOException("the answer is lost") : false;
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await StartAsync(controller, upstream.ServeAsync);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(Request());
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        controller.Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Rejected));
        controller.Order(new RunOrders(1, null, [], null, [Once(asked)]));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain(lost ? "dlp_match" : "approval_rejected"));
        Recorder.AssertNothingOf(Secrets.Known, (await upstream.EndAsync(outside)).Bytes);
    }

    private static string Request() =>
        ModelCalls.Post(Outside.Plain, $"/?a={Secrets.Known}", $"x={Secrets.Known}&y={Secrets.Known}", $"X-A: {Secrets.Known}\r\n");

    private static ApprovalOrder Once(ApprovalRequest asked) => new("a1", asked.Fingerprint, ApprovalState.Approved, Later, asked.Host, Once: true);

    private static FakeController Controller()
    {
        FakeController controller = new() { Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Pending, "a1", Later, 1)) };
        controller.Order(RunOrders.Open);
        return controller;
    }

    private static async Task<Outside> StartAsync(FakeController controller, Func<WirePeer, Task> upstream)
    {
        TestProxyOptions on = Secrets.On("supervise");
        Outside outside = await Outside.WithAsync(upstream, controller.Options with { Routes = on.Routes, Secrets = on.Secrets });
        await FakeController.ReadyAsync(outside.Proxy);
        return outside;
    }
}
