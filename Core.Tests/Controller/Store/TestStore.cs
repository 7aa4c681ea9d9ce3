using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Store;

/// <summary>A SQLite store on disk in a folder of its own.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bb");

    public TestStore() => Store = new SqliteLedgerStore(Path, _ => { });

    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public string Path => System.IO.Path.Combine(_folder.FullName, "bot-bottle.db");

    public SqliteLedgerStore Store { get; private set; }

    public static RunRecord Run(string id, string? agent = null, params string[] bottles) => new(
        id, "name-" + id, [1, 2, 3], agent, bottles, IsolationKind.Sandbox, CutoffPolicy.Kill, ["sh", "-c", "true"], "/tmp", 1, 2, Now);

    public void Write(Action<ILedgerTransaction> write)
    {
        using ILedgerTransaction transaction = Store.Begin();
        write(transaction);
        transaction.Commit();
    }

    public void OpenAgain()
    {
        Store.Dispose();
        Store = new SqliteLedgerStore(Path, _ => { });
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Delete(recursive: true);
    }
}
