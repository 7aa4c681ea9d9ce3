using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Reports;

/// <summary>Held requests with the real controller: both halves of the contract together.</summary>
[Category("System")]
public sealed class RealControllerTests
{
    [Test]
    public async Task Decisions_reach_waiting_requests_after_a_controller_kill_and_in_a_new_proxy()
    {
        await using RealController controller = await RealController.StartAsync();
        (ControllerAddress address, string spool) = await controller.RegisterAsync();
        ApprovalFingerprints fingerprints = new(ApprovalFingerprints.NewKey());
        string good = fingerprints.Of("good"u8);
        string bad = fingerprints.Of("bad"u8);
        await using (ControlledRun proxy = new(address, spool, TimeProvider.System))
        {
            Task<ApprovalOutcome>[] waiting =
            [
                .. new[] { good, good, bad }.Select(fingerprint => proxy.AskApprovalAsync(Held.Request(fingerprint), CancellationToken.None).AsTask()),
            ];
            await proxy.UntilOrdersAsync(orders => orders.Approvals?.Count == 2);
            await controller.KillAndStartAgainAsync();
            foreach (ApprovalView view in await controller.Client.ApprovalsAsync())
            {
                await controller.Client.DecideAsync(view.Id, approve: view.Fingerprint == good);
            }
            Assert.That(
                (await Task.WhenAll(waiting).Within()).Select(outcome => outcome.Result),
                Is.EqualTo(new[] { ApprovalResult.Approved, ApprovalResult.Approved, ApprovalResult.Rejected }));
            Assert.That((proxy.Decision(good, "api.example.com:443"), proxy.Decision(bad, "api.example.com:443")), Is.EqualTo(((bool?)true, (bool?)false)));
        }

        await using ControlledRun successor = new(address, spool, TimeProvider.System);
        await successor.UntilOrdersAsync(orders => orders.Approvals?.Count == 2);
        Assert.That((successor.Decision(good, "api.example.com:443"), successor.Decision(bad, "api.example.com:443")), Is.EqualTo(((bool?)true, (bool?)false)));
    }

    [Test]
    public async Task One_of_several_racing_requests_uses_an_approval_for_one_request_and_the_others_ask_again()
    {
        await using RealController controller = await RealController.StartAsync();
        (ControllerAddress address, string spool) = await controller.RegisterAsync();
        string value = new ApprovalFingerprints(ApprovalFingerprints.NewKey()).Of("value"u8);
        await using ControlledRun proxy = new(address, spool, TimeProvider.System);
        List<Task<ApprovalOutcome>> waiting = [
            .. Enumerable.Range(0, 3).Select(_ => proxy.AskApprovalAsync(Held.Request(value), CancellationToken.None).AsTask())];
        string before = "";
        while (waiting.Count > 0)
        {
            await proxy.UntilOrdersAsync(orders => orders.Approvals?.Any(order => order.State == ApprovalState.Pending && order.Id != before) == true);
            ApprovalView asked = (await controller.Client.ApprovalsAsync()).Single();
            before = asked.Id;
            await controller.Client.ApproveAsync(asked.Id, new ApprovalGrant(Once: true));
            Task<ApprovalOutcome> first = await Task.WhenAny(waiting).Within();
            Assert.That((await first, proxy.Decision(value, "api.example.com:443")),
                Is.EqualTo((new ApprovalOutcome(ApprovalResult.Approved, Once: true), (bool?)null)));
            waiting.Remove(first);
            if (waiting.Count > 0)
            {
                await proxy.UntilOrdersAsync(orders => orders.Approvals?.Any(order => order.State == ApprovalState.Pending) == true);
                Assert.That(waiting.Any(one => one.IsCompleted), Is.False, "one approval, one request");
            }
        }

        Assert.That(
            (await controller.Client.ApprovalsAsync(all: true)).Select(approval => approval.State),
            Is.EqualTo(Enumerable.Repeat(ApprovalState.Used, 3)));
        Task<ApprovalOutcome> later = proxy.AskApprovalAsync(Held.Request(value), CancellationToken.None).AsTask();
        await proxy.UntilOrdersAsync(orders => orders.Approvals?.Any(order => order.State == ApprovalState.Pending) == true);
        Assert.That(later.IsCompleted, Is.False);
        await controller.Client.DecideAsync((await controller.Client.ApprovalsAsync()).Single().Id, approve: false);
        Assert.That((await later.Within()).Result, Is.EqualTo(ApprovalResult.Rejected));
    }
}
