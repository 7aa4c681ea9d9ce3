using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.Controller.Store;

[Parallelizable(ParallelScope.All)]
public sealed class StoredApprovalsTests
{
    [Test]
    public void Approvals_are_loaded_by_run_and_state()
    {
        using TestStore test = new();
        ApprovalView first = Approval("a", 1);
        ApprovalView given = first with { State = ApprovalState.Approved, DecidedAt = TestStore.Now.AddSeconds(1), DecidedBy = "operator" };
        test.Write(transaction =>
        {
            transaction.AddRun(TestStore.Run("r1") with { Supervised = false });
            transaction.AddRun(TestStore.Run("r2"));
            Assert.That(transaction.AddApproval(first), Is.True);
            Assert.That(transaction.AddApproval(Approval("a", 2)), Is.False, "the id is in use");
            Assert.That(transaction.AddApproval(Approval("b", 2)), Is.True);
            Assert.That(transaction.AddApproval(Approval("c", 1) with { Run = "r2", Name = "name-r2" }), Is.True, "the value of another run");
            transaction.UpdateApproval(given);
        });
        test.OpenAgain();
        Assert.That(test.Store.Load().Runs.Select(run => run.Supervised), Is.EqualTo(new[] { false, true }));
        Assert.That(test.Store.Load().Approvals.Select(approval => approval.Id), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(test.Store.Approvals(all: true, 9)[0], Is.EqualTo(given));
        Assert.That(test.Store.Approvals(all: true, 2).Select(approval => approval.Id), Is.EqualTo(new[] { "b", "c" }), "the newest");
        Assert.That(test.Store.Approvals(all: false, 9).Select(approval => approval.Id), Is.EqualTo(new[] { "b", "c" }));
        Assert.That((test.Store.Approval("a"), test.Store.Approval("z")), Is.EqualTo((given, (ApprovalView?)null)));
        test.Write(transaction => transaction.UpdateRun(TestStore.Run("r1") with { EndedAt = TestStore.Now, Drained = true }));
        Assert.That(test.Store.Load().Approvals.Select(approval => approval.Id), Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public void A_value_has_one_approval_and_old_time_outs_are_deleted()
    {
        using TestStore test = new();
        test.Write(transaction =>
        {
            transaction.AddRun(TestStore.Run("r1"));
            for (int i = 0; i < 5; i++)
            {
                transaction.AddApproval(Approval($"t{i}", 1));
                transaction.UpdateApproval(Approval($"t{i}", 1) with { State = ApprovalState.TimedOut, DecidedAt = TestStore.Now });
            }

            transaction.AddApproval(Approval("a", 1));
            Assert.That(() => transaction.AddApproval(Approval("b", 1)), Throws.TypeOf<SqliteException>());
            transaction.DropTimedOut("r1", 2);
        });
        Assert.That(test.Store.Approvals(all: true, 9).Select(approval => approval.Id), Is.EqualTo(new[] { "t3", "t4", "a" }));
    }

    private static ApprovalView Approval(string id, int value) => new(
        id, "r1", "name-r1", ApprovalState.Pending, "rule", "body", "context", value.ToString("x64", System.Globalization.CultureInfo.InvariantCulture),
        "route",
        "host", "GET", "/", TestStore.Now, TestStore.Now.AddMinutes(5), null, null);
}
