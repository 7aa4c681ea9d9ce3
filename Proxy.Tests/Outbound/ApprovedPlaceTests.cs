using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>An approval for one destination opens no other, whatever the way to it.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApprovedPlaceTests
{
    private const string Good = "good.wild.example";
    private const string Evil = "evil.wild.example";

    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddMinutes(5);

    [TestCase("tunnel")]
    [TestCase("absolute")]
    [TestCase("websocket")]
    public async Task An_approved_value_needs_another_approval_at_another_host(string way)
    {
        await using FakeController controller = Controller();
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await StartAsync(controller, upstream);
        ApprovalRequest asked = await ApproveAsync(controller, outside);
        Assert.That(asked.Host, Is.EqualTo($"{Good}:443"));

        await using RawClient other = way == "absolute" ? await outside.Proxy.ConnectAsync() : await outside.Proxy.TunnelAsync($"{Evil}:443");
        string upgrade = way == "websocket"
            ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" : "";
        await other.SendAsync($"GET {(way == "absolute" ? $"http://{Evil}:80" : "")}/?a={Secrets.Known} HTTP/1.1\r\nHost: {Evil}\r\n{upgrade}\r\n");
        ApprovalRequest again = await controller.Approvals.Reader.ReadAsync().Within();
        Assert.That((again.Fingerprint, again.Host), Is.EqualTo((asked.Fingerprint, way == "absolute" ? $"http://{Evil}:80" : $"{Evil}:443")));
        controller.Order(
            new RunOrders(2, null, [], null, [Approved(asked), new ApprovalOrder("a2", again.Fingerprint, ApprovalState.Rejected, Later, again.Host)]));
        Assert.That((await other.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("approval_rejected"));
    }

    [Test]
    public async Task An_approval_for_TLS_is_not_valid_for_plain_HTTP()
    {
        await using FakeController controller = Controller();
        await using Outside outside = await StartAsync(controller, new Recorder(Script.Json("{}")));
        ApprovalRequest asked = await ApproveAsync(controller, outside);
        await using RawClient plain = await outside.Proxy.ConnectAsync();
        await plain.SendAsync($"GET http://{Good}:443/?a={Secrets.Known} HTTP/1.1\r\nHost: {Good}:443\r\n\r\n");
        ApprovalRequest again = await controller.Approvals.Reader.ReadAsync().Within();
        Assert.That((again.Host, asked.Host), Is.EqualTo(($"http://{Good}:443", $"{Good}:443")));
        controller.Order(new RunOrders(2, null, [], null, [Approved(asked)]));
        Assert.That((await plain.ReadMessageAsync()).Head, Does.Contain("approval_timed_out"));
    }

    [Test]
    public async Task An_approval_for_any_host_is_valid_for_each_until_it_is_revoked()
    {
        await using FakeController controller = Controller();
        await using Outside outside = await StartAsync(controller, new Recorder(Script.Json("{}")));
        ApprovalRequest asked = await ApproveAsync(controller, outside, anyHost: true);
        await using RawClient other = await outside.Proxy.TunnelAsync($"{Evil}:443");
        string request = $"GET /?a={Secrets.Known} HTTP/1.1\r\nHost: {Evil}\r\n\r\n";
        await other.SendAsync(request);
        Assert.That((await other.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        // Orders arrive on their own connection; those that revoke the approval also change something that the test can query.
        controller.Order(new RunOrders(3, null, [new BudgetRefusal("host", "claude", "tokens", 100, 777, 0, null)]));
        await FakeController.UntilSpentAsync(outside.Proxy, 777);
        await other.SendAsync(request);
        Assert.That((await controller.Approvals.Reader.ReadAsync().Within()).Host, Is.EqualTo($"{Evil}:443"));
        Assert.That(asked.Host, Is.EqualTo($"{Good}:443"));
    }

    [Test]
    public async Task Host_names_with_a_secret_are_shown_masked_and_distinguished()
    {
        await using FakeController controller = Controller();
        string[] hosts = [$"{Secrets.Known}.a.wild.example", $"x.{Secrets.Known}.a.wild.example"];
        await using Outside outside = await Outside.WithAsync(
            new Recorder().ServeAsync, controller.Options
            with { Routes = "routes: [{host: '*.wild.example'}]", Names = hosts, Secrets = [new RouteSecret("TOKEN", Secrets.Known)] });
        await FakeController.ReadyAsync(outside.Proxy);
        List<string> told = [];
        foreach (string host in hosts)
        {
            await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
            await client.SendAsync($"GET /?a={Secrets.Known} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            told.Add((await controller.Approvals.Reader.ReadAsync().Within()).Host);
        }

        Assert.That(told, Is.All.Contain("#").And.All.Not.Contain(Secrets.Known));
        Assert.That(told.Distinct().Count(), Is.EqualTo(2));
    }

    private static async Task<ApprovalRequest> ApproveAsync(FakeController controller, Outside outside, bool anyHost = false)
    {
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Good}:443");
        string request = $"GET /?a={Secrets.Known} HTTP/1.1\r\nHost: {Good}\r\n\r\n";
        await client.SendAsync(request);
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        controller.Order(new RunOrders(1, null, [], null, [Approved(asked, anyHost)]));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        await client.SendAsync(request);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(controller.Approvals.Reader.TryRead(out _), Is.False, "the next request needs no question");
        return asked;
    }

    private static ApprovalOrder Approved(ApprovalRequest asked, bool anyHost = false) =>
        new("a1", asked.Fingerprint, ApprovalState.Approved, Later, asked.Host, anyHost);

    private static FakeController Controller()
    {
        FakeController controller = new()
        {
            Approve = asked => Task.FromResult(
                asked.Host == $"{Good}:443"
                    ? new ApprovalAnswer(ApprovalVerdict.Pending, "a1", Later, 1)
                    : new ApprovalAnswer(ApprovalVerdict.Pending, "a2", Later, 2)),
        };
        controller.Order(RunOrders.Open);
        return controller;
    }

    private static async Task<Outside> StartAsync(FakeController controller, Recorder upstream)
    {
        Outside outside = await Outside.WithAsync(upstream.ServeAsync, controller.Options with
        {
            Routes = "routes: [{host: '*.wild.example:443'}, {host: '*.wild.example:80'}]", Names = [Good, Evil],
            Secrets = [new RouteSecret("TOKEN", Secrets.Known)],
        });
        await FakeController.ReadyAsync(outside.Proxy);
        return outside;
    }
}
