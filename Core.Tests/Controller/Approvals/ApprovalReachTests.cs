using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Approvals;

/// <summary>An approval applies to a value and a destination, a rejection to the value; and both can end.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApprovalReachTests
{
    [Test]
    public async Task An_approval_is_valid_only_for_its_host_and_port()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        ApprovalView given = await controller.Client.DecideAsync((await run.HoldAsync(1, "api.example.com:443")).Id!, approve: true);
        Assert.That(ApprovalText.ReachOf(given), Is.EqualTo("api.example.com:443 alone"));
        foreach (string host in new[] { "evil.example.com:443", "api.example.com:8443", "http://api.example.com:443", "api.example.com:443.evil.example:443" })
        {
            Assert.That((await run.HoldAsync(1, host)).Verdict, Is.EqualTo(ApprovalVerdict.Pending), host);
            Assert.That(await run.OrderedAsync(1, host), Is.EqualTo(ApprovalState.Pending), host);
        }

        Assert.That((await run.HoldAsync(1, "api.example.com:443")).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        await controller.StartAgainAsync();
        Assert.That(await run.OrderedAsync(1, "api.example.com:443"), Is.EqualTo(ApprovalState.Approved));
        Assert.That((await run.HoldAsync(1, "evil.example.com:443")).Verdict, Is.EqualTo(ApprovalVerdict.Pending));
    }

    [Test]
    public async Task The_longest_host_names_do_not_share_a_decision()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        string name = string.Join('.', Enumerable.Repeat(new string('a', 62), 4))[..250] + ".b";
        await controller.Client.DecideAsync((await run.HoldAsync(1, $"http://{name}:44301")).Id!, approve: true);
        Assert.That((await run.HoldAsync(1, $"http://{name}:44301")).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        Assert.That((await run.HoldAsync(1, $"http://{name}:44302")).Verdict, Is.EqualTo(ApprovalVerdict.Pending));
    }

    [Test]
    public async Task An_approval_for_any_host_says_so_and_settles_requests_to_other_hosts()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        string here = (await run.HoldAsync(1, "a.example:443")).Id!;
        string there = (await run.HoldAsync(1, "b.example:443")).Id!;
        string other = (await run.HoldAsync(2, "b.example:443")).Id!;
        ApprovalView given = await controller.Client.ApproveAsync(here, new ApprovalGrant(AnyHost: true));
        Assert.That((given.AnyHost, ApprovalText.ReachOf(given)), Is.EqualTo((true, "any host")));
        Assert.That(await run.OrderedAsync(1, "b.example:443"), Is.EqualTo(ApprovalState.Approved));
        Assert.That((await run.HoldAsync(1, "c.example:443")).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        Assert.That((await controller.Client.ApprovalsAsync()).Select(approval => approval.Id), Is.EqualTo(new[] { other }));
        Refused(() => controller.Client.DecideAsync(there, approve: true), "over", $"{there} was superseded at 08:00:00 UTC by the decision about {here}");
        LoggedEvent audit = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.ApprovalGiven);
        Assert.That((audit.Message, (bool?)audit.Data!["any_host"]), Is.EqualTo((audit.Message, (bool?)true)));
        Assert.That(audit.Message, Does.Contain(" for any host: "));
        await controller.StartAgainAsync();
        Assert.That((await run.HoldAsync(1, "c.example:443")).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        Assert.That((await run.HoldAsync(1, "b.example:443")).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
    }

    [Test]
    public async Task A_rejection_covers_every_host_but_revokes_no_earlier_approval()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await controller.Client.DecideAsync((await run.HoldAsync(1, "good.example:443")).Id!, approve: true);
        await run.HoldAsync(1, "w1.evil.example:443");
        ApprovalView no = await controller.Client.DecideAsync((await run.HoldAsync(1, "w2.evil.example:443")).Id!, approve: false);
        Assert.That(ApprovalText.ReachOf(no), Is.EqualTo("any host"));
        foreach (string host in new[] { "w1.evil.example:443", "w2.evil.example:443", "w3.evil.example:443" })
        {
            Assert.That(await run.OrderedAsync(1, host), Is.EqualTo(ApprovalState.Rejected), host);
            Assert.That(
                (await run.HoldAsync(1, host)).Verdict, Is.EqualTo(ApprovalVerdict.Rejected), "an operator is not asked for each host that a wildcard opens");
        }

        Assert.That((await run.HoldAsync(1, "good.example:443")).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        Assert.That(await controller.Client.ApprovalsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_revoked_decision_ends_at_once([Values] bool approve)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("otter");
        string id = (await run.HoldAsync()).Id!;
        Refused(() => controller.Client.RevokeAsync(id), "pending", $"bot-bottle reject {id}");
        await controller.Client.DecideAsync(id, approve);
        ApprovalView revoked = await controller.Client.RevokeAsync(id);
        Assert.That((revoked.State, revoked.DecidedBy), Is.EqualTo((ApprovalState.Revoked, revoked.DecidedBy)));
        Assert.That(revoked.DecidedBy, Does.StartWith("operator ("));
        Assert.That((await run.OrdersAsync()).Approvals, Is.Empty);
        LoggedEvent told = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.ApprovalRevoked);
        Assert.That(((string?)told.Data!["approval"], told.Name), Is.EqualTo((id, "otter")));
        Refused(() => controller.Client.RevokeAsync(id), "over", "was revoked at 08:00:00 UTC by operator");
        ApprovalAnswer again = await run.HoldAsync();
        Assert.That((again.Verdict, again.Id == id), Is.EqualTo((ApprovalVerdict.Pending, false)));
        await controller.StartAgainAsync();
        Assert.That(await run.OrderedAsync(), Is.EqualTo(ApprovalState.Pending));
        Refused(() => controller.Client.RevokeAsync("nosuch"), "no_such_approval", "no approval is called 'nosuch'");
    }

    [Test]
    public async Task A_temporary_approval_expires()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        ApprovalView given = await controller.Client.ApproveAsync((await run.HoldAsync()).Id!, new ApprovalGrant(For: TimeSpan.FromHours(1)));
        Assert.That((given.Until, ApprovalText.ReachOf(given)), Is.EqualTo(
            (controller.Time.GetUtcNow().AddHours(1), $"api.example.com alone, until {controller.Time.GetUtcNow().AddHours(1):yyyy-MM-dd HH:mm:ss} UTC")));
        ApprovalOrder order = (await run.OrdersAsync()).Approvals!.Single();
        Assert.That((order.Until, order.DecidedAt), Is.EqualTo((given.Until, given.DecidedAt)), "a proxy expires it without a controller");
        controller.Time.Skip(TimeSpan.FromMinutes(59));
        Assert.That((await run.HoldAsync()).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        controller.Time.Advance(TimeSpan.FromMinutes(1));
        await controller.UntilToldAsync(EventKind.ApprovalExpired);
        Assert.That(await run.OrderedAsync(), Is.Null);
        Assert.That((await run.HoldAsync()).Verdict, Is.EqualTo(ApprovalVerdict.Pending));
        Refused(() => controller.Client.RevokeAsync(given.Id), "over", "was expired");
    }

    [TestCase("until = 1", TestName = "An_approval_that_expired_without_a_controller_is_expired_at_its_start(ran out)")]
    [TestCase("until = until + 7200000", "decided_at = decided_at + 7200000",
        TestName = "An_approval_that_expired_without_a_controller_is_expired_at_its_start(clock set back)")]
    public async Task An_approval_that_expired_without_a_controller_is_expired_at_its_start(string reach, string approval = "decided_at = decided_at")
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await controller.Client.ApproveAsync((await run.HoldAsync()).Id!, new ApprovalGrant(For: TimeSpan.FromHours(1)));
        await controller.ExecuteAsync($"UPDATE approval_reach SET {reach}; UPDATE approvals SET {approval}");
        Assert.That(await run.OrderedAsync(), Is.Null);
        Assert.That(await controller.KindsAsync(), Does.Contain(EventKind.ApprovalExpired));
    }

    [Test]
    public async Task An_approval_for_one_request_is_used_by_one_of_several_racing_requests()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        using TestRun stranger = await controller.RegisterAsync();
        string id = (await run.HoldAsync()).Id!;
        Assert.That((await run.Proxy.UseApprovalAsync(new ApprovalUse(id))).Granted, Is.False, "it is pending");
        await controller.Client.ApproveAsync(id, new ApprovalGrant(Once: true));
        ApprovalAnswer answer = await run.HoldAsync();
        Assert.That((answer.Verdict, answer.Once, answer.Id), Is.EqualTo((ApprovalVerdict.Approved, true, id)));
        Assert.That((await stranger.Proxy.UseApprovalAsync(new ApprovalUse(id))).Granted, Is.False, "the approval of another run");
        ApprovalUsed[] used = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => run.Proxy.UseApprovalAsync(new ApprovalUse(id))));
        Assert.That(used.Count(one => one.Granted), Is.EqualTo(1));
        Assert.That(await run.OrderedAsync(), Is.Null);
        Assert.That((await controller.EventsAsync(audit: true)).Count(told => told.Event == EventKind.ApprovalUsed), Is.EqualTo(1));
        await controller.StartAgainAsync();
        Assert.That((await run.Proxy.UseApprovalAsync(new ApprovalUse(id))).Granted, Is.False);
        Assert.That((await run.HoldAsync()).Verdict, Is.EqualTo(ApprovalVerdict.Pending));
    }

    [Test]
    public async Task An_approval_for_the_run_is_not_used_up()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        string id = (await run.HoldAsync()).Id!;
        await controller.Client.DecideAsync(id, approve: true);
        Assert.That((await run.Proxy.UseApprovalAsync(new ApprovalUse(id))).Granted, Is.False);
        Assert.That(await run.OrderedAsync(), Is.EqualTo(ApprovalState.Approved));
    }

    [Test]
    public async Task A_decision_from_before_the_migration_applies_to_its_host()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await controller.ExecuteAsync(
            $"""
            INSERT INTO approvals (id, run, fingerprint, state, rule, place, context, route, host, method, path, asked_at, expires_at)
            VALUES ('aaaaa', '{run.Registered.Run}', '{Asking.Fingerprint(1)}', 'approved', '', '', '', '', 'api.example.com:443', '', '', 0, 0);
            DROP TABLE approval_reach; DROP INDEX approvals_standing;
            CREATE UNIQUE INDEX approvals_standing ON approvals (run, fingerprint) WHERE state IN ('pending', 'approved', 'rejected');
            DELETE FROM migrations WHERE name >= '009';
            """);
        Assert.That((await run.HoldAsync(1, "api.example.com:443")).Verdict, Is.EqualTo(ApprovalVerdict.Approved));
        Assert.That((await run.HoldAsync(1, "evil.example:443")).Verdict, Is.EqualTo(ApprovalVerdict.Pending));
    }

    [TestCase("for=0")]
    [TestCase("for=31622401")]
    [TestCase("for=1h")]
    [TestCase("once=yes")]
    [TestCase("hosts=any")]
    public async Task An_invalid_reach_is_refused(string query)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        string id = (await run.HoldAsync()).Id!;
        using SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, stop) =>
            {
                System.Net.Sockets.Socket socket =
                    new(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
                await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(controller.Home, "controller.sock")), stop);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using HttpClient client = new(handler);
        using HttpResponseMessage answer = await client.PostAsync(new Uri($"http://controller{ApiPaths.Approvals}/{id}/approve?{query}"), null);
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await run.OrderedAsync(), Is.EqualTo(ApprovalState.Pending));
    }

    private static void Refused(Func<Task> act, string code, string message) => Assert.That(
        act, Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo(code).And.Message.Contains(message));
}
