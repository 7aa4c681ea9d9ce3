using BotBottle.Controller.Budgets;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Bench.Budgets;

/// <summary>
/// The controller's admission code, writer and store without its sockets: a ledger on disk in its own folder, one run of an agent in a bottle, strict budgets
/// for the run and the host.
/// </summary>
internal sealed class Desk : IDisposable
{
    private const string Provider = "claude";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bb-bench");
    private readonly SqliteLedgerStore _store;
    private readonly LedgerWriter _writer;
    private readonly PolicyFile _policy;
    private readonly AdmissionDesk _desk;
    private readonly HostState _state = new(TimeProvider.System, HostPolicy.Default);
    private readonly LiveRun _run;
    private long _reported;

    public Desk()
    {
        string settings = Path.Combine(_folder.FullName, "settings.yml");
        _store = new SqliteLedgerStore(Path.Combine(_folder.FullName, "bot-bottle.db"), Console.Error.WriteLine);
        _writer = new LedgerWriter(_store, _state.Gate);
        _policy = new PolicyFile(settings, FileStamp.Of(settings), _state, _writer, new BudgetDefinitions(_store));
        _desk = new AdmissionDesk(_state, _writer, _policy);
        RunRecord record = new(
            "run-1", "bench", new byte[32], "agent", ["bottle"], IsolationKind.Sandbox, null, ["sleep"], "/tmp", 1, 2, DateTimeOffset.UtcNow);
        _run = new LiveRun(record, new OrdersFeed(0));
        using (ILedgerTransaction transaction = _store.Begin())
        {
            transaction.AddRun(record);
            transaction.Commit();
        }

        _state.Runs.Add(record.Id, _run);
        foreach (Scope scope in (Scope[])[Scope.Run(record.Id), Scope.Host])
        {
            _ = _state.Accounts.Get(scope, Provider, record.Name).Define(
                Budget.OfTokens(scope, Provider, 1_000_000_000_000, "bench") with { Gate = BudgetGate.Strict }, null, null);
        }

        _writer.Start((_, aftermath) => aftermath.OnCommit(_desk.Serve), () => { }, _state.Changes.Mark);
    }

    public Task<AdmissionAnswer> AdmitAsync(string exchange) => _desk.AdmitAsync(_run, new AdmissionRequest(exchange, Provider, "model-1", 1000, 4096, false));

    public void Withdraw(string exchange) => _desk.Withdraw(_run, exchange);

    /// <summary>Reports one call; it is in the ledger when the task completes.</summary>
    public Task ReportAsync()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        UsageReport report = new(
            $"exchange-{++_reported:D12}", Provider, "api.anthropic.com", "/v1/messages", "model-1", "msg_1", 200, new TokenUsage(100, 900, 0, 200, 0),
            UsageQuality.Exact,
            ExchangeEnd.Complete, now, now);
        return _writer.RunAsync((transaction, aftermath) => Settlement.Settle(_state, _run, [report], transaction, aftermath));
    }

    /// <summary>Reports calls that arrive while the writer handles the first of them, as those of many proxies do; the others share one commit.</summary>
    public Task ReportAsync(int count)
    {
        lock (_state.Gate)
        {
            Task[] reports = new Task[count];
            for (int i = 0; i < count; i++)
            {
                reports[i] = ReportAsync();
            }

            return Task.WhenAll(reports);
        }
    }

    /// <exception cref="InvalidOperationException">The ledger does not contain every report.</exception>
    public void Dispose()
    {
        _policy.Dispose();
        _writer.Dispose();
        long rows = _store.CountLedger();
        _store.Dispose();
        _folder.Delete(recursive: true);
        if (rows != _reported)
        {
            throw new InvalidOperationException($"{rows} of {_reported} reports are in the ledger");
        }
    }
}
