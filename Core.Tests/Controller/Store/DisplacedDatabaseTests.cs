using System.Runtime.Versioning;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Service;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.Controller.Store;

/// <summary>A database that is replaced, removed or damaged under a live controller: no spend is counted into a lost file, and the operator is told.</summary>
[Parallelizable(ParallelScope.All)]
[SupportedOSPlatform("linux")]
public sealed class DisplacedDatabaseTests
{
    private static readonly string[] Ways = [
        "removed", "replaced", "folder", "link", "truncated", "emptied", "older copy", "garbage", "no wal", "no shm", "other wal"];

    [Test]
    public async Task Without_the_database_model_calls_are_refused_and_no_report_is_acknowledged([ValueSource(nameof(Ways))] string way)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(budget: 1_000_000);
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        await run.Proxy.ReportAsync([TestController.Report("x1", 1)]);
        string old = Path.Combine(controller.Home, "old");
        Copy(path, old);
        await run.Proxy.ReportAsync([TestController.Report("x2", 1)]);
        string cause = Displace(way, path, old);

        ControllerException refused = (await Assert.ThrowsAsync<ControllerException>(() => run.Proxy.ReportAsync([TestController.Report("x3", 1)])))!;
        Assert.That((refused.Code, refused.Message), Is.EqualTo(("store_unavailable", refused.Message)));
        Assert.That(refused.Message, Does.StartWith($"the database {path} takes no writes: ").And.Contain(cause).And.Contain("bot-bottle controller start"));
        for (int i = 0; i < 3; i++)
        {
            AdmissionAnswer answer = await run.AskAsync();
            Assert.That((answer.Verdict, answer.Message), Is.EqualTo((AdmissionVerdict.StoreUnavailable, refused.Message)), "again and again");
        }

        ControllerStatus status = await controller.Client.StatusAsync();
        Assert.That((status.StoreFault, status.LiveRuns), Is.EqualTo((refused.Message, 1)));
        Assert.That(controller.Complaints.Count(line => line.Contains(cause, StringComparison.Ordinal)), Is.EqualTo(1), "reported once");
        Assert.That(async () => await controller.Client.UsageAsync("run"),
            Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo("store_unavailable"));
        Assert.That((await run.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(2), "the proxy keeps x3");
    }

    [Test]
    public async Task An_idle_controller_refuses_the_next_call_as_well([Values("removed", "replaced", "folder", "truncated", "no wal")] string way)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(budget: 1_000_000);
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        Displace(way, path, path);
        Assert.That((await controller.Client.StatusAsync()).StoreFault, Does.Contain(path));
        Assert.That((await run.AskAsync()).Verdict, Is.EqualTo(AdmissionVerdict.StoreUnavailable));
    }

    [Test]
    public async Task The_rows_of_a_displaced_database_are_saved_and_writes_resume_when_it_is_back()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(budget: 1_000_000);
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        await run.Proxy.ReportAsync([TestController.Report("x1", 1)]);
        File.Move(path, path + ".away");
        File.WriteAllText(path, "another");
        string message = (await run.AskAsync()).Message!;
        string saved = Directory.GetFiles(controller.Home, "bot-bottle.db.saved-*").Single();
        Assert.That(message, Does.Contain($"All that was in it is saved in {saved}."));
        Assert.That(File.GetUnixFileMode(saved), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Rows(saved), Is.EqualTo(1));

        File.Move(path + ".away", path, overwrite: true);
        Assert.That((await run.AskAsync()).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        await run.Proxy.ReportAsync([TestController.Report("x2", 1)]);
        Assert.That((await controller.Client.StatusAsync()).LedgerRows, Is.EqualTo(2));
        Assert.That(controller.Complaints, Does.Contain("the database takes writes again"));
    }

    [Test]
    public async Task A_stopping_controller_keeps_the_files_of_a_replaced_database()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(budget: 1_000_000);
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        foreach (string end in new[] { "", "-wal", "-shm" })
        {
            File.Move(path + end, path + ".away" + end);
            File.WriteAllText(path + end, "another's");
        }

        await controller.StopAsync();
        Assert.That(new[] { "", "-wal", "-shm" }.Select(end => File.ReadAllText(path + end)), Is.All.EqualTo("another's"));
        foreach (string end in new[] { "", "-wal", "-shm" })
        {
            File.Delete(path + end);
        }
    }

    [Test]
    public async Task A_copied_database_is_complete_after_a_restart()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(budget: 1_000_000);
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        await run.Proxy.ReportAsync([TestController.Report("x0", 1)]);
        Copy(path, path + ".copy");
        for (int i = 1; i < 50; i++)
        {
            await run.Proxy.ReportAsync([TestController.Report($"x{i}", 1)]);
        }

        File.Move(path + ".copy", path, overwrite: true);
        await controller.StartAgainAsync();
        ControllerStatus status = await controller.Client.StatusAsync();
        Assert.That((status.LedgerRows, status.StoreFault), Is.EqualTo((1L, (string?)null)), "the log of the other database was not written over it");
    }

    [Test]
    public async Task Normal_operation_is_not_taken_for_a_displaced_database(
        [Values("backup", "copy", "vacuum into", "checkpoint", "vacuum", "read", "touch")] string way)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(budget: 1_000_000);
        string path = Path.Combine(controller.Home, "bot-bottle.db");
        for (int i = 0; i < 3; i++)
        {
            await run.Proxy.ReportAsync([TestController.Report($"x{i}", 1)]);
            string target = Path.Combine(controller.Home, $"copy{i}");
            switch (way)
            {
                case "copy":
                    File.Copy(path, target);
                    break;
                case "touch":
                    File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(i));
                    break;
                case "backup":
                    Copy(path, target);
                    break;
                default:
                    Execute(path, way switch
                    {
                        "vacuum into" => $"VACUUM INTO '{target}'",
                        "checkpoint" => "PRAGMA wal_checkpoint(TRUNCATE)",
                        "vacuum" => "VACUUM",
                        _ => "SELECT count(*) FROM ledger",
                    });
                    break;
            }

            Assert.That((await run.AskAsync($"y{i}")).Verdict, Is.EqualTo(AdmissionVerdict.Admitted), $"{way} {i}");
        }

        await run.Proxy.ReportAsync([TestController.Report("z", 1)]);
        Assert.That((await controller.Client.StatusAsync()).LedgerRows, Is.EqualTo(4));
        Assert.That((await controller.Client.StatusAsync()).StoreFault, Is.Null);
        Assert.That(controller.Complaints, Is.Empty);
    }

    /// <returns>The message of the refusal.</returns>
    private static string Displace(string way, string path, string old)
    {
        switch (way)
        {
            case "removed":
                File.Delete(path);
                return "it was removed while it was in use";
            case "replaced":
                File.Copy(old, path + ".new");
                File.Move(path + ".new", path, overwrite: true);
                return "another file was put in the place of the one that is in use";
            case "folder":
                File.Delete(path);
                Directory.CreateDirectory(path);
                return "a folder was put in the place of the file";
            case "link":
                File.Move(path, path + ".away");
                File.CreateSymbolicLink(path, old);
                return "another file was put in the place of the one that is in use";
            case "truncated":
                Truncate(path, 100);
                return "it was cut to 100 bytes while it was in use";
            case "emptied":
                Execute(path, "PRAGMA wal_checkpoint(TRUNCATE)"); // before it, all but the first page is in the other file
                Truncate(path, 4096);
                return "while it was in use";
            case "older copy":
                Execute(path, "PRAGMA wal_checkpoint(TRUNCATE)");
                using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    file.Write(File.ReadAllBytes(old));
                }

                return "an older copy was put over it while it was in use";
            case "garbage":
                Execute(path, "PRAGMA wal_checkpoint(TRUNCATE)");
                using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    file.Write(new byte[file.Length]);
                }

                return "while it was in use";
            case "no wal":
                File.Delete(path + "-wal");
                return $"{path}-wal was removed while it was in use";
            case "no shm":
                File.Delete(path + "-shm");
                return $"{path}-shm was removed while it was in use";
            default:
                File.Delete(path + "-wal");
                File.WriteAllText(path + "-wal", "");
                return $"another file was put in the place of {path}-wal";
        }
    }

    private static void Truncate(string path, long length)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    private static void Copy(string path, string target)
    {
        using SqliteConnection from = Open(path);
        using SqliteConnection to = Open(target);
        from.BackupDatabase(to);
    }

    private static void Execute(string path, string sql)
    {
        using SqliteConnection connection = Open(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Rows(string path)
    {
        using SqliteConnection connection = Open(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM ledger";
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
