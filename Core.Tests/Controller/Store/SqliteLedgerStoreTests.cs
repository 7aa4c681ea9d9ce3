using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Service;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.Controller.Store;

[Parallelizable(ParallelScope.All)]
public sealed class SqliteLedgerStoreTests
{
    [Test]
    public void A_report_is_stored_once_per_run()
    {
        using TestStore test = new();
        test.Write(transaction =>
        {
            transaction.AddRun(TestStore.Run("r1"));
            transaction.AddRun(TestStore.Run("r2"));
            Assert.That(transaction.AddUsage(Row("r1", "x", 5)), Is.True);
            Assert.That(transaction.AddUsage(Row("r1", "x", 5)), Is.False);
            Assert.That(transaction.AddUsage(Row("r2", "x", 7)), Is.True, "another run's id is another call");
        });
        test.Write(transaction => Assert.That(transaction.AddUsage(Row("r1", "x", 9)), Is.False));
        Assert.That(test.Store.CountLedger(), Is.EqualTo(2));
        Assert.That(test.Store.Usage(UsageGrouping.Provider, null).Single().ChargedTokens, Is.EqualTo(12));
    }

    [Test]
    public void Refused_hosts_are_counted_by_run_with_their_first_request()
    {
        using TestStore test = new();
        test.Write(transaction =>
        {
            Refuse(transaction, "r1", "a.example:443", "/first", "host_not_allowed");
            Refuse(transaction, "r1", "b.example:443", "/x", "host_not_allowed");
            Refuse(transaction, "r1", "b.example:443", "/y", "host_not_allowed");
            Refuse(transaction, "r1", "c.example:443", "/x", "route_not_matched");
            Refuse(transaction, "r2", "d.example:443", "/x", "host_not_allowed");
            Refuse(transaction, "r1", null, null, "host_not_allowed");
            transaction.AddEvent(new EventDraft(TestStore.Now, EventKind.EgressBlock, "r1", "r1", "no data", false));
        });
        Assert.That(test.Store.RefusedHosts("r1", 10), Is.EqualTo(
            new[] { new RefusedHost("b.example:443", "GET", "/x", 2), new RefusedHost("a.example:443", "GET", "/first", 1) }));
        Assert.That(test.Store.RefusedHosts("r1", 1), Has.Count.EqualTo(1));
        Assert.That(test.Store.RefusedHosts("r3", 10), Is.Empty);

        static void Refuse(ILedgerTransaction transaction, string run, string? host, string? path, string reason) => transaction.AddEvent(new EventDraft(
            TestStore.Now, EventKind.EgressBlock, run, run, "refused", false,
            new System.Text.Json.Nodes.JsonObject { ["host"] = host, ["method"] = "GET", ["path"] = path, ["reason"] = reason }));
    }

    [Test]
    public void Masked_values_and_refused_requests_are_counted_by_run_from_the_first()
    {
        using TestStore test = new();
        test.Write(transaction =>
        {
            Find(transaction, "r2", EventKind.DlpRedacted, null);
            Find(transaction, "r1", EventKind.DlpMatch, null);
            Find(transaction, "r1", EventKind.DlpRedacted, null);
            Find(transaction, "r1", EventKind.DlpRedacted, null);
            Find(transaction, "r1", EventKind.DlpMatch, "dlp_match");
            Find(transaction, "r1", EventKind.EgressBlock, "dlp_match");
        });
        Assert.That(test.Store.Findings("r1"), Is.EqualTo(new RunFindings(2, 1, 3)));
        Assert.That(test.Store.Findings("r3"), Is.EqualTo(new RunFindings(0, 0, 0)));

        static void Find(ILedgerTransaction transaction, string run, EventKind kind, string? reason) => transaction.AddEvent(new EventDraft(
            TestStore.Now, kind, run, run, "found", false, new System.Text.Json.Nodes.JsonObject { ["host"] = "a.example:443", ["reason"] = reason }));
    }

    [Test]
    public void Without_a_commit_nothing_is_stored()
    {
        using TestStore test = new();
        using (ILedgerTransaction transaction = test.Store.Begin())
        {
            transaction.AddRun(TestStore.Run("r1"));
            transaction.AddUsage(Row("r1", "x", 5));
            transaction.AddToCounter(Scope.Host, "claude", new Spend(5, 1));
            transaction.AddEvent(new EventDraft(TestStore.Now, EventKind.Cut, null, null, "cut", true));
        }

        test.OpenAgain();
        StoreSnapshot snapshot = test.Store.Load();
        Assert.That((snapshot.Runs.Count, snapshot.Counters.Count, snapshot.LastEvent, test.Store.CountLedger()), Is.EqualTo((0, 0, 0L, 0L)));
    }

    [Test]
    public void The_whole_state_of_a_controller_can_be_loaded()
    {
        using TestStore test = new();
        EgressCut cut = new(CutCause.Budget, true, new BudgetRefusal("host", "claude", "tokens", 1, 2, 0, TestStore.Now), TestStore.Now);
        RunRecord run = TestStore.Run("r1", "agent", "near", "far") with
        {
            Process = new RunLaunched(42, 4711), BudgetCut = cut, OperatorCut = cut with { Cause = CutCause.Operator, Budget = null }, KillOrdered = true,
        };
        Budget budget = new(
            Scope.Run("r1"), "claude", 5, null, BudgetWindow.Sliding(TimeSpan.FromHours(1)), BudgetEnforcement.Rate, BudgetGate.Strict, [0.5, 0.9], "--budget");
        test.Write(transaction =>
        {
            transaction.AddRun(run);
            transaction.AddToRun("r1", 3, 4);
            transaction.AddToCounter(Scope.Agent("agent"), "claude", new Spend(10, 1));
            transaction.AddToCounter(Scope.Agent("agent"), "claude", new Spend(5, 1));
            transaction.SetCrossed(Scope.Agent("agent"), "claude", true);
            transaction.SetWarned(Scope.Agent("agent"), "claude", 0.8, TestStore.Now);
            transaction.PutBudget(BudgetLayer.Declared, budget);
            transaction.PutBudget(BudgetLayer.Set, budget with { Tokens = null, Requests = 7 });
        });
        test.OpenAgain();
        StoreSnapshot snapshot = test.Store.Load();
        RunRecord back = snapshot.Runs.Single();
        Assert.That(Text(back), Is.EqualTo(Text(run with { Requests = 3, Refusals = 4 })));
        Assert.That(back.Chain, Is.EqualTo(run.Chain));
        Assert.That((back.Command, back.TokenHash), Is.EqualTo((run.Command, run.TokenHash)));
        StoredCounter counter = snapshot.Counters.Single();
        Assert.That(
            (counter.Scope, counter.Total, counter.Crossed, counter.Warned[0.8]), Is.EqualTo((Scope.Agent("agent"), new Spend(15, 2), true, TestStore.Now)));
        Assert.That(
            snapshot.Budgets.Select(stored => (stored.Layer, stored.Budget.Tokens, stored.Budget.Requests, stored.Budget.Window, stored.Budget.Gate)),
            Is.EquivalentTo(new[]
            {
                (BudgetLayer.Declared, (long?)5L, (long?)null, budget.Window, BudgetGate.Strict), (BudgetLayer.Set, null, 7, budget.Window, BudgetGate.Strict),
            }));
        Assert.That(snapshot.Budgets[0].Budget.WarnAt, Is.EqualTo(new[] { 0.5, 0.9 }));
    }

    [Test]
    public void Counters_and_budgets_of_ended_runs_are_loaded_until_their_spools_are_drained()
    {
        using TestStore test = new();
        RunRecord run = TestStore.Run("r1");
        test.Write(transaction =>
        {
            transaction.AddRun(run);
            transaction.AddToCounter(Scope.Run("r1"), "claude", new Spend(1, 1));
            transaction.PutBudget(BudgetLayer.Declared, Budget.OfTokens(Scope.Run("r1"), "claude", 1, "--budget"));
            transaction.UpdateRun(run with { EndedAt = TestStore.Now, ExitCode = 7 });
        });
        Assert.That(test.Store.Load().Counters, Has.Count.EqualTo(1), "its spools are not drained yet");
        test.Write(transaction => transaction.UpdateRun(run with { EndedAt = TestStore.Now, ExitCode = 7, Drained = true }));
        StoreSnapshot snapshot = test.Store.Load();
        Assert.That((snapshot.Runs.Count, snapshot.Counters.Count, snapshot.Budgets.Count), Is.EqualTo((0, 0, 0)));
        Assert.That((test.Store.EndedRuns().Single().ExitCode, test.Store.EndedRuns().Single().State), Is.EqualTo((7, RunState.Exited)));
    }

    [Test]
    public void A_window_counts_from_its_start_and_from_the_last_reset()
    {
        using TestStore test = new();
        test.Write(transaction =>
        {
            transaction.AddRun(TestStore.Run("r1", "a"));
            transaction.AddRun(TestStore.Run("r2"));
            transaction.AddUsage(Row("r1", "old", 1, TestStore.Now.AddHours(-2)));
            transaction.AddUsage(Row("r1", "new", 2, TestStore.Now));
            transaction.AddUsage(Row("r2", "other", 4, TestStore.Now));
            Assert.That(Sum(test, Scope.Host, TestStore.Now.AddHours(-1)), Is.EqualTo(6), "the open transaction is detected");
        });
        Assert.That(Sum(test, Scope.Host, TestStore.Now.AddHours(-3)), Is.EqualTo(7));
        Assert.That(Sum(test, Scope.Agent("a"), TestStore.Now.AddHours(-3)), Is.EqualTo(3));
        test.Write(transaction => transaction.ResetCounter(Scope.Agent("a"), "claude"));
        test.Write(transaction => transaction.AddUsage(Row("r1", "after", 8, TestStore.Now)));
        Assert.That(Sum(test, Scope.Agent("a"), TestStore.Now.AddHours(-3)), Is.EqualTo(8));
        Assert.That(Sum(test, Scope.Host, TestStore.Now.AddHours(-3)), Is.EqualTo(15), "another scope's reset changes nothing");
    }

    [Test]
    public void Usage_of_any_period_is_the_sum_of_its_rows()
    {
        Random random = new(5);
        using TestStore test = new();
        List<(DateTimeOffset End, long Tokens)> calls = [];
        test.Write(transaction => transaction.AddRun(TestStore.Run("r1")));
        for (int i = 0; i < 300; i++)
        {
            DateTimeOffset end = TestStore.Now.AddMilliseconds(random.Next(6 * 3_600_000)).AddHours(random.Next(2) * 24);
            calls.Add((i % 10 == 0 ? TestStore.Now.AddHours(i / 100) : end, random.Next(1, 1000)));
        }
        test.Write(transaction =>
        {
            for (int i = 0; i < calls.Count; i++)
            {
                LedgerRow row = Row("r1", $"x{i}", calls[i].Tokens);
                transaction.AddUsage(row with { Report = row.Report with { EndedAt = calls[i].End, Model = i % 3 == 0 ? null : $"m{i % 3}" } });
                transaction.AddUsage(row);
            }
        });
        foreach (DateTimeOffset since in calls.SelectMany(call => (DateTimeOffset[])[call.End, call.End.AddMilliseconds(1)]).Append(DateTimeOffset.UnixEpoch))
        {
            UsageRow? row = test.Store.Usage(UsageGrouping.Provider, since).SingleOrDefault();
            Assert.That((row?.Requests ?? 0, row?.ChargedTokens ?? 0),
                Is.EqualTo((calls.Count(call => call.End >= since), calls.Where(call => call.End >= since).Sum(call => call.Tokens))), $"{since:O}");
        }
        Assert.That(test.Store.Usage(UsageGrouping.Model, null).Select(row => row.Model), Is.EqualTo(new[] { null, "m1", "m2" }));
        Assert.That(test.Store.Usage(UsageGrouping.Day, null), Has.Count.EqualTo(2));
    }

    [Test]
    public void Usage_shows_the_values_that_all_rows_of_a_group_share()
    {
        using TestStore test = new();
        test.Write(transaction =>
        {
            transaction.AddRun(TestStore.Run("r1", "a", "b"));
            transaction.AddRun(TestStore.Run("r2", "a", "c"));
            transaction.AddUsage(Row("r1", "1", 1));
            transaction.AddUsage(Row("r1", "2", 2, quality: UsageQuality.Estimated));
            transaction.AddUsage(Row("r2", "3", 4));
        });
        UsageRow[] runs = [.. test.Store.Usage(UsageGrouping.Run, null)];
        Assert.That(runs[0], Is.EqualTo(new UsageRow("r1", "name-r1", "a", "b", "claude", "model-1", "1970-01-01", 2, 0, 0, 0, 3, 3, 1)));
        UsageRow agent = test.Store.Usage(UsageGrouping.Agent, null).Single();
        Assert.That((agent.Run, agent.Name, agent.Agent, agent.Bottle, agent.Requests), Is.EqualTo(((string?)null, (string?)null, "a", (string?)null, 3)));
        Assert.That(test.Store.Usage(UsageGrouping.Bottle, null).Select(row => row.Bottle), Is.EqualTo(new[] { "b", "c" }));
        Assert.That(test.Store.Usage(UsageGrouping.Day, DateTimeOffset.UnixEpoch.AddDays(1)), Is.Empty);
        foreach (UsageGrouping by in Enum.GetValues<UsageGrouping>())
        {
            Assert.That(test.Store.Usage(by, DateTimeOffset.UnixEpoch).Sum(row => row.ChargedTokens), Is.EqualTo(7), by.ToString());
        }
    }

    [Test]
    public void Events_are_read_in_order_from_any_position()
    {
        using TestStore test = new();
        test.Write(transaction =>
        {
            for (int i = 1; i <= 5; i++)
            {
                Assert.That(
                    transaction.AddEvent(new EventDraft(TestStore.Now, EventKind.Cut, null, null, $"{i}", i % 2 == 0, new() { ["n"] = i })), Is.EqualTo(i));
            }
        });
        Assert.That(test.Store.Events(2, 2, false).Select(told => told.Seq), Is.EqualTo(new[] { 3, 4 }));
        Assert.That(test.Store.Events(0, 9, true).Select(told => (int)told.Data!["n"]!), Is.EqualTo(new[] { 2, 4 }));
    }

    [Test]
    public void Migrations_are_applied_once_and_a_newer_database_is_refused()
    {
        using TestStore test = new();
        test.Write(transaction => transaction.AddRun(TestStore.Run("r1")));
        Sql(test, "DELETE FROM migrations");
        test.OpenAgain();
        Assert.That(test.Store.Load().Runs, Has.Count.EqualTo(1));
        Sql(test, "INSERT INTO migrations VALUES ('999-later', 0)");
        Assert.That(
            () => new SqliteLedgerStore(test.Path, _ => { }),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                $"the database {test.Path} has the migration 999-later, which this program does not know: use the newer program that wrote it"));
    }

    [Test]
    public void The_database_is_private_and_durable()
    {
        using TestStore test = new();
        test.Write(transaction => transaction.Probe());
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(test.Path)!))
        {
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }

        Assert.That(Sql(test, "PRAGMA journal_mode"), Is.EqualTo("wal"));
    }

    [Test]
    public void Names_in_the_database_do_not_change() => Assert.Multiple(() =>
    {
        Assert.That(Enum.GetValues<BudgetLayer>().Select(WireNames.Of), Is.EquivalentTo(new[] { "declared", "set" }));
        Assert.That(Enum.GetValues<ScopeKind>().Select(WireNames.Of), Is.EquivalentTo(new[] { "host", "bottle", "agent", "repository", "run" }));
        Assert.That(Enum.GetValues<BudgetEnforcement>().Select(WireNames.Of), Is.EquivalentTo(new[] { "hard", "rate", "soft" }));
        Assert.That(Enum.GetValues<BudgetGate>().Select(WireNames.Of), Is.EquivalentTo(new[] { "off", "paced", "count", "strict" }));
        Assert.That(Enum.GetValues<WindowKind>().Select(WireNames.Of), Is.EquivalentTo(new[] { "none", "sliding", "daily", "weekly", "monthly" }));
        Assert.That(Enum.GetValues<FreezeStep>().Select(WireNames.Of), Is.EquivalentTo(new[] { "ordered", "kept", "resumed" }));
        Assert.That(Enum.GetValues<UsageGrouping>().Select(WireNames.Of), Is.EquivalentTo(new[] { "run", "agent", "bottle", "provider", "model", "day" }));
    });

    private static LedgerRow Row(string run, string exchange, long tokens, DateTimeOffset? at = null, UsageQuality quality = UsageQuality.Exact) =>
        new(run, TestController.Report(exchange, tokens, quality: quality), tokens, at ?? TestStore.Now);

    private static long Sum(TestStore test, Scope scope, DateTimeOffset since) =>
        test.Store.SpendSince(scope, "claude", since).Sum(entry => entry.Spend.Tokens);

    // Lists in a record are compared by reference; without them, its text contains every member.
    private static string Text(RunRecord run) => (run with { TokenHash = [], Bottles = [], Command = [], FinalBudgets = [] }).ToString();

    private static object? Sql(TestStore test, string sql)
    {
        using SqliteConnection connection = new($"Data Source={test.Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
