using BotBottle.Core.Control;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Reports;

/// <summary>Held requests under the controller itself: both halves of the contract at once.</summary>
[Category("System")]
public sealed class RealControllerTests
{
    [Test]
    public async Task Decisions_reach_requests_that_wait_past_a_killed_controller_and_a_new_proxy()
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
            Assert.That((proxy.Decision(good), proxy.Decision(bad)), Is.EqualTo(((bool?)true, (bool?)false)));
        }

        await using ControlledRun successor = new(address, spool, TimeProvider.System);
        await successor.UntilOrdersAsync(orders => orders.Approvals?.Count == 2);
        Assert.That((successor.Decision(good), successor.Decision(bad)), Is.EqualTo(((bool?)true, (bool?)false)));
    }
}
