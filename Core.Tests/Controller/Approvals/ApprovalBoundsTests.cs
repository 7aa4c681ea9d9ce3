using BotBottle.Controller.State;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Api;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Approvals;

/// <summary>Limits on a hostile agent's approval requests: their rate, their number and their texts.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApprovalBoundsTests
{
    [Test]
    public async Task The_17th_pending_approval_is_refused_until_one_is_decided()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        using TestRun other = await controller.RegisterAsync();
        ApprovalAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(run.HoldAsync));
        Assert.That(answers.Count(answer => answer.Verdict == ApprovalVerdict.Pending), Is.EqualTo(RunApprovals.MaxPending));
        Assert.That(
            answers.Where(answer => answer.Verdict == ApprovalVerdict.TooMany).Select(answer => answer.Message),
            Is.EqualTo(Enumerable.Repeat("16 requests of this run wait for an operator already", 8)));
        Assert.That((await other.HoldAsync()).Verdict, Is.EqualTo(ApprovalVerdict.Pending), "another run has its own limit");
        ApprovalView first = (await controller.Client.ApprovalsAsync())[0];
        int known = Convert.ToInt32(first.Fingerprint, 16);
        Assert.That((await run.HoldAsync(known)).Id, Is.EqualTo(first.Id), "joining a pending approval needs no place");
        await controller.Client.DecideAsync(first.Id, approve: false);
        Assert.That((await run.HoldAsync(99)).Verdict, Is.EqualTo(ApprovalVerdict.Pending));
    }

    [Test]
    public async Task The_number_of_approvals_per_minute_is_limited()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        for (int i = 0; i < RunApprovals.MaxAMinute; i++)
        {
            await controller.Client.DecideAsync((await run.HoldAsync(i)).Id!, approve: true);
        }

        ApprovalAnswer answer = await run.HoldAsync(99);
        Assert.That((answer.Verdict, answer.Message), Is.EqualTo((ApprovalVerdict.TooMany, "this run asked 30 times within a minute")));
        Assert.That((await run.HoldAsync(3)).Verdict, Is.EqualTo(ApprovalVerdict.Approved), "a decided value needs no new question");
        controller.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await run.HoldAsync(99)).Verdict, Is.EqualTo(ApprovalVerdict.Pending));
    }

    [Test]
    public async Task No_decision_is_dropped_for_a_new_one()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await controller.ExecuteAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1000 + {RunApprovals.MaxDecided - 2})
            INSERT INTO approvals (id, run, fingerprint, state, rule, place, context, route, host, method, path, asked_at, expires_at)
            SELECT i, '{run.Registered.Run}', printf('%064x', i), 'rejected', '', '', '', '', '', '', '', 0, 0 FROM n
            """);
        await controller.Client.DecideAsync((await run.HoldAsync(1)).Id!, approve: false);
        ApprovalAnswer full = await run.HoldAsync(2);
        Assert.That((full.Verdict, full.Message), Is.EqualTo(
            (ApprovalVerdict.TooMany, "operators decided on 256 values of this run, which is all that one run may ask")));
        Assert.That((await run.HoldAsync(1000)).Verdict, Is.EqualTo(ApprovalVerdict.Rejected));
        Assert.That((await run.OrdersAsync()).Approvals, Has.Count.EqualTo(RunApprovals.MaxDecided));
    }

    [Test]
    public async Task Texts_of_an_agent_are_cleaned_and_shortened_before_they_are_stored()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        const string Evil = "a\u001b[2J\u0007\r\n\u202e\u009b";
        await run.Proxy.AskApprovalAsync(new ApprovalRequest(
            Asking.Fingerprint(1), Evil + new string('r', 5000), Evil + new string('p', 5000), Evil + new string('c', 5000), Evil + new string('o', 5000),
            Evil + new string('h', 5000), Evil + new string('m', 5000), Evil + new string('/', 5000)));
        ApprovalView view = (await controller.Client.ApprovalsAsync()).Single();
        string[] texts = [view.Rule, view.Place, view.Context, view.Route, view.Host, view.Method, view.Path];
        Assert.That(texts.Select(text => text.Length), Is.EqualTo(new[] { 64, 64, 256, 320, 320, 64, 256 }));
        LoggedEvent told = (await controller.EventsAsync())[^1];
        foreach (string text in texts.Append(told.Message))
        {
            Assert.That(text.Any(c => char.IsControl(c) || c == '\u202e'), Is.False, text);
        }
    }

    [TestCase("""{"fingerprint":"abc","rule":"r","place":"p","context":"c","route":"h","host":"h","method":"GET","path":"/"}""",
        "'fingerprint' must be 64 lower-case hexadecimal digits")]
    [TestCase("""{"fingerprint":"A000000000000000000000000000000000000000000000000000000000000000","rule":"r"}""", "'fingerprint'")]
    [TestCase("""{"fingerprint":"a000000000000000000000000000000000000000000000000000000000000000"}""", "'rule'")]
    [TestCase("""{"fingerprint":"a000000000000000000000000000000000000000000000000000000000000000","rule":"r","place":"p","context":"","route":"","host":"","method":""}""", "'path'")]
    [TestCase("""{"fingerprint":"a000000000000000000000000000000000000000000000000000000000000000","rule":"r","place":""}""", "'place'")]
    [TestCase("""{"fingerprint":"a000000000000000000000000000000000000000000000000000000000000000","rule":"r","state":"approved"}""", "unknown key 'state'")]
    [TestCase("[]", "")]
    public async Task An_invalid_approval_request_is_refused(string body, string names)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        (int status, string text) = await RawCall.SendAsync(
            Path.Combine(controller.Home, "proxy.sock"), "POST /v1/proxy/approvals", $"Authorization: Bearer {run.Registered.Token}\r\n", body);
        Assert.That(status, Is.EqualTo(400), text);
        Assert.That(System.Text.Json.JsonSerializer.Deserialize(text, ControlJson.Default.ApiError)!.Message, Does.Contain(names));
        Assert.That(await controller.Client.ApprovalsAsync(all: true), Is.Empty);
    }

    [Test]
    public async Task Fields_that_a_place_does_not_have_may_be_empty()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        ApprovalAnswer answer = await run.Proxy.AskApprovalAsync(
            Asking.Request(1) with { Place = "CONNECT host", Context = "", Route = "", Host = "", Method = "CONNECT", Path = "" });
        Assert.That(answer.Verdict, Is.EqualTo(ApprovalVerdict.Pending));
    }

    [TestCase("POST /v1/approvals/nosuch/approve", 404, "no approval is called 'nosuch'")]
    [TestCase("POST /v1/approvals/x/allow", 404, "there is no POST")]
    [TestCase("POST /v1/approvals/x", 404, "there is no POST")]
    [TestCase("POST /v1/approvals//approve", 404, "there is no POST")]
    [TestCase("POST /v1/approvals/x/reject?force=true", 400, "unknown query parameter 'force'")]
    [TestCase("GET /v1/approvals?al=true", 400, "unknown query parameter 'al'")]
    [TestCase("GET /v1/approvalsx", 404, "there is no GET")]
    public async Task An_operators_mistake_gets_an_error(string call, int status, string message)
    {
        await using TestController controller = await TestController.StartAsync();
        (int answered, string text) = await RawCall.SendAsync(Path.Combine(controller.Home, "controller.sock"), call);
        Assert.That(answered, Is.EqualTo(status), text);
        Assert.That(System.Text.Json.JsonSerializer.Deserialize(text, ControlJson.Default.ApiError)!.Message, Does.Contain(message));
    }
}
