using BotBottle.Controller.Native;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Service;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.Controller.Store;

/// <summary>Homes of earlier versions open with all their rows, whichever migrations they have.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MigrationTests
{
    private const string Schema = "SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), ';' ORDER BY type, name) FROM sqlite_schema";

    // Every earlier version; a version between two commits (007 before 006) that was used further; 009 requires 002.
    private static IEnumerable<string> States =>
        Enumerable.Range(0, EarlierDatabase.All.Length + 1).Select(count => EarlierDatabase.All[..count])
            .Append(["001", "002", "003", "004", "007"])
            .Concat(new[] { "003", "004", "006", "007", "008", "009" }.Select(missing => EarlierDatabase.All.Where(script => script != missing).ToArray()))
            .Select(scripts => string.Join(' ', scripts)).Distinct();

    [Test]
    public void Every_earlier_schema_is_migrated_to_the_newest_and_keeps_its_rows([ValueSource(nameof(States))] string state)
    {
        string[] scripts = state.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using Folder folder = new();
        using (SqliteConnection earlier = EarlierDatabase.Make(folder.Database, scripts))
        {
            if (scripts.Length > 0)
            {
                EarlierDatabase.AddRun(earlier, "r1", 1, 2);
                EarlierDatabase.AddCalls(earlier, "r1", 1, 30);
            }
        }

        List<string> told = [];
        using (SqliteLedgerStore store = new(folder.Database, told.Add))
        {
            int rows = scripts.Length > 0 ? 30 : 0;
            Assert.That((store.CountLedger(), store.Usage(UsageGrouping.Provider, null).Sum(row => row.Requests)), Is.EqualTo((rows, rows)));
            Assert.That(store.Load().Runs, Has.Count.EqualTo(rows / 30));
        }

        string fresh = folder.Database + ".fresh";
        new SqliteLedgerStore(fresh, line => Assert.Fail(line)).Dispose();
        Assert.That(EarlierDatabase.Value(folder.Database, Schema), Is.EqualTo(EarlierDatabase.Value(fresh, Schema)));
        Assert.That(told, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_home_with_a_write_ahead_log_after_a_kill_keeps_rows_usage_and_budgets()
    {
        using Folder folder = new();
        string home = Directory.CreateDirectory(Path.Combine(folder.Path, "home")).FullName;
        Dictionary<string, (long Calls, long Tokens)> sums = [];
        using (SqliteConnection earlier = EarlierDatabase.Make(folder.Database, EarlierDatabase.All))
        {
            int self = Environment.ProcessId;
            long start = ProcessIdentity.StartOf(self)!.Value;
            EarlierDatabase.AddRun(earlier, "r1", self, start);
            EarlierDatabase.AddRun(earlier, "r2", self, start);
            EarlierDatabase.Execute(
                earlier, "INSERT INTO budgets VALUES ('run:r1', 'claude', 'declared', 1000000, NULL, 'none', 'hard', 'off', '[0.8]', '--budget')");
            EarlierDatabase.AddCalls(earlier, "r1", 1, 60_000);
            EarlierDatabase.Execute(earlier, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint=0");
            EarlierDatabase.AddCalls(earlier, "r2", 60_001, 40_000);
            foreach (string run in new[] { "r1", "r2" })
            {
                sums[run] = ((long)EarlierDatabase.Value(earlier, $"SELECT count(*) FROM ledger WHERE run = '{run}'")!, (long)EarlierDatabase.Value(
                    earlier, $"SELECT sum(charged) FROM ledger WHERE run = '{run}'")!);
            }

            sums["claude of r1"] = (0, (long)EarlierDatabase.Value(earlier, "SELECT sum(charged) FROM ledger WHERE run = 'r1' AND provider = 'claude'")!);
            // A kill leaves the two files in their state of that moment, without a checkpoint.
            File.Copy(folder.Database, Path.Combine(home, "bot-bottle.db"));
            File.Copy(folder.Database + "-wal", Path.Combine(home, "bot-bottle.db-wal"));
        }

        await using TestController controller = await TestController.StartAsync(home: home);
        Assert.That((await controller.Client.StatusAsync()).LedgerRows, Is.EqualTo(100_000));
        Assert.That(
            (await controller.Client.UsageAsync("run")).Select(row => (row.Run, row.Requests, row.ChargedTokens)),
            Is.EqualTo(new[] { ("r1", sums["r1"].Calls, sums["r1"].Tokens), ("r2", sums["r2"].Calls, sums["r2"].Tokens) }));
        IReadOnlyList<RunView> runs = await controller.Client.RunsAsync();
        Assert.That(runs.Select(run => (run.Run, run.State)), Is.EquivalentTo(new[] { ("r1", RunState.Running), ("r2", RunState.Running) }));
        BudgetView budget = runs.Single(run => run.Run == "r1").Budgets.Single(view => view.Limit is not null);
        Assert.That((budget.Provider, budget.Limit, budget.Spent), Is.EqualTo(("claude", (long?)1_000_000, sums["claude of r1"].Tokens)));

        string backup = Directory.GetFiles(home, "bot-bottle.db.before-*").Single();
        Assert.That(controller.Complaints.Single(), Does.StartWith($"the database {Path.Combine(home, "bot-bottle.db")} was migrated.").And.Contain(backup));
        Assert.That(File.GetUnixFileMode(backup), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(EarlierDatabase.Value(backup, "SELECT count(*) FROM ledger"), Is.EqualTo(100_000));
        Assert.That(EarlierDatabase.Value(backup, "SELECT max(version) FROM schema_version"), Is.EqualTo(9));
        Assert.That(EarlierDatabase.Value(backup, "SELECT count(*) FROM pragma_table_list WHERE strict"), Is.EqualTo(0), "an earlier version can read it");

        await controller.StartAgainAsync();
        Assert.That((controller.Complaints.Count(), Directory.GetFiles(home, "bot-bottle.db.before*").Length), Is.EqualTo((1, 1)), "once");
    }

    [Test]
    public void Without_a_backup_the_migration_changes_nothing()
    {
        using Folder folder = new();
        using (SqliteConnection earlier = EarlierDatabase.Make(folder.Database, EarlierDatabase.All))
        {
            EarlierDatabase.AddRun(earlier, "r1", 1, 2);
        }

        Directory.CreateDirectory(folder.Database + ".before.part");
        Assert.That(
            () => new SqliteLedgerStore(folder.Database, line => Assert.Fail(line)),
            Throws.TypeOf<StoreUnavailableException>().With.Message.StartsWith($"the database {folder.Database} must be migrated").And.Message.Contains(
                "Nothing was changed"));
        Assert.That(EarlierDatabase.Value(folder.Database, "SELECT group_concat(version) FROM schema_version"), Is.EqualTo("1,2,3,4,6,7,8,9"));
        Assert.That(EarlierDatabase.Value(folder.Database, "SELECT count(*) FROM pragma_table_list WHERE strict"), Is.EqualTo(0));

        Directory.Delete(folder.Database + ".before.part");
        List<string> told = [];
        using SqliteLedgerStore store = new(folder.Database, told.Add);
        Assert.That((store.Load().Runs.Count, told.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_migration_that_fails_leaves_no_backup_behind()
    {
        using Folder folder = new();
        using (SqliteConnection earlier = EarlierDatabase.Make(folder.Database, EarlierDatabase.All))
        {
            EarlierDatabase.Execute(earlier, "CREATE VIEW migrations AS SELECT 1");
        }

        Assert.That(() => new SqliteLedgerStore(folder.Database, line => Assert.Fail(line)), Throws.InstanceOf<Exception>());
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(folder.Database)!, "*.before*"), Is.Empty);
    }

    [Test]
    public void A_partial_backup_of_a_killed_start_is_replaced()
    {
        using Folder folder = new();
        EarlierDatabase.Make(folder.Database, EarlierDatabase.All).Dispose();
        File.WriteAllText(folder.Database + ".before.part", "half");
        new SqliteLedgerStore(folder.Database, _ => { }).Dispose();
        Assert.That(EarlierDatabase.Value(Directory.GetFiles(folder.Path, "*.before*").Single(), "SELECT count(*) FROM schema_version"), Is.EqualTo(8));
    }

    [Test]
    public void A_database_with_an_unknown_version_number_is_not_changed()
    {
        using Folder folder = new();
        using (SqliteConnection earlier = EarlierDatabase.Make(folder.Database, EarlierDatabase.All))
        {
            EarlierDatabase.Execute(earlier, "INSERT INTO schema_version VALUES (5)");
        }

        Assert.That(
            () => new SqliteLedgerStore(folder.Database, line => Assert.Fail(line)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("has schema version 005").And.Message.EndWith("use the newer program that wrote it"));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { folder.Database }));
    }

    [Test]
    public void New_tables_are_strict()
    {
        using Folder folder = new();
        new SqliteLedgerStore(folder.Database, _ => { }).Dispose();
        Assert.That(
            EarlierDatabase.Value(folder.Database,
                "SELECT group_concat(name ORDER BY name) FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"),
            Is.EqualTo(
                "approval_reach,approvals,budgets,counters,events,ledger,probe,run_egress,run_freezes,run_scopes,run_shutdown_at_least,runs,unsupervised_runs,"
                    + "usage_hours,warnings"),
            "a table of a new migration has to be STRICT");
    }

    [Test]
    public void An_error_after_a_statement_with_rows_is_reported()
    {
        using SqliteConnection connection = new("Data Source=:memory:");
        connection.Open();
        Assert.That(() => SqliteConnections.Run(connection, "SELECT 1; INSERT INTO nowhere VALUES (1);"),
            Throws.TypeOf<SqliteException>().With.Message.Contains("nowhere"));
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bb");

        public string Path => _folder.FullName;

        public string Database => System.IO.Path.Combine(Path, "bot-bottle.db");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
