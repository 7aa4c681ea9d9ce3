using BotBottle.Controller.Shared;
using BotBottle.Core.Tests.Controller.Service;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.Controller.Store;

/// <summary>A controller that cannot use its database prints one line: what happened, in which file, and what to do.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class StartFaultTests
{
    private static readonly TestCaseData[] Faults =
    [
        new("DROP TABLE budgets", "no such table: budgets"),
        new("ALTER TABLE runs DROP COLUMN requests", "no such column: requests"),
        new("INSERT INTO budgets VALUES ('host', 'claude', 'set', 1, NULL, 'sometimes', 'hard', 'off', '[]', '')", "'sometimes'"),
        new("INSERT INTO budgets VALUES ('host', 'claude', 'set', 1, NULL, 'none', 'hard', 'off', 'no list', '')", "'n"),
        new("INSERT INTO runs (id, name, token_hash, isolation, command, folder, owner_pid, owner_start, started_at) VALUES ('r1', 'n', x'00', 'none', '[]', "
            + "'/', 1, 1, 9e99)", "Valid values"),
        new("CREATE TRIGGER refuse BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'not here'); END;"
            + "INSERT INTO runs (id, name, token_hash, isolation, command, folder, owner_pid, owner_start, started_at) VALUES ('r1', 'n', x'00', 'none', "
            + "'[]', '/', 1, 1, 0)", "not here"),
        new("DROP TABLE migrations; CREATE TABLE migrations (name TEXT); DROP TABLE run_freezes", "table migrations has 1 column"),
        new("DELETE FROM migrations; DROP TABLE usage_hours; DROP TRIGGER ledger_hours; CREATE TABLE usage_hours (hour)", "table usage_hours has 1 column"),
    ];

    [TestCaseSource(nameof(Faults))]
    public async Task A_store_error_at_start_is_one_line_that_says_what_to_do(string sql, string cause)
    {
        await using TestController controller = await TestController.StartAsync();
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        ControllerStartException fault = (await Assert.ThrowsAsync<ControllerStartException>(() => controller.ExecuteAsync(sql)))!;
        Check(fault, path, cause);
    }

    [Test]
    public async Task A_file_that_is_not_a_database_is_refused_with_advice([Values] bool hasItsBeginning)
    {
        string text = (hasItsBeginning ? "SQLite format 3\0" : "") + new string('x', 10_000);
        await using TestController controller = await TestController.StartAsync();
        await controller.StopAsync();
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        await File.WriteAllTextAsync(path, text);
        Check((await Assert.ThrowsAsync<ControllerStartException>(controller.StartAgainAsync))!, path, "is damaged");
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(text), "nothing is written over it");
    }

    [Test]
    public async Task A_locked_database_is_refused_with_advice()
    {
        await using TestController controller = await TestController.StartAsync();
        await controller.StopAsync();
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        using SqliteConnection other = new($"Data Source={path};Pooling=False");
        other.Open();
        EarlierDatabase.Execute(other, "PRAGMA locking_mode=EXCLUSIVE; BEGIN IMMEDIATE; UPDATE probe SET writes = 0; COMMIT;");
        ControllerStartException fault = (await Assert.ThrowsAsync<ControllerStartException>(controller.StartAgainAsync))!;
        Assert.That(
            fault.Message, Is.EqualTo($"the database {path} takes no writes: another program holds it. Close that program, then: bot-bottle controller start"));
    }

    private static void Check(ControllerStartException fault, string path, string cause)
    {
        Assert.That(fault.Message, Does.StartWith($"the database {path} ").And.Contain(cause).And.EndWith("Then: bot-bottle controller start"));
        Assert.That(fault.Message, Does.Not.Contain('\n').And.Not.Contain("   at "));
    }
}
