using BotBottle.Controller.Budgets;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Tests.Controller.Store;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>The real admission code, writer and store without sockets and reviews: only admissions and settlements.</summary>
internal sealed class AdmissionBench : IDisposable
{
    private readonly TestStore _store = new();
    private readonly LedgerWriter _writer;
    private readonly PolicyFile _policy;
    private int _runs;

    public AdmissionBench()
    {
        State = new HostState(Time, HostPolicy.Default);
        _writer = new LedgerWriter(_store.Store, State.Gate);
        _policy = new PolicyFile(_store.Path + ".none", FileStamp.Of(_store.Path + ".none"), State, _writer, new BudgetDefinitions(_store.Store));
        Desk = new AdmissionDesk(State, _writer, _policy);
        _writer.Start((_, aftermath) => aftermath.OnCommit(Desk.Serve), () => { }, State.Changes.Mark);
    }

    public ManualTime Time { get; } = new() { Start = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero) };

    public HostState State { get; }

    public AdmissionDesk Desk { get; }

    /// <summary>A run with its own budget.</summary>
    public (LiveRun Run, Account Account) NewRun(long tokens, BudgetGate gate, BudgetEnforcement enforcement = BudgetEnforcement.Rate)
    {
        LiveRun run = new(TestStore.Run($"r{Interlocked.Increment(ref _runs)}"), new OrdersFeed(0));
        lock (State.Gate)
        {
            State.Runs.Add(run.Record.Id, run);
            Account account = State.Accounts.Get(Scope.Run(run.Record.Id), "claude", run.Record.Name);
            _ = account.Define(Budget.OfTokens(account.Scope, "claude", tokens, "test") with { Gate = gate, Enforcement = enforcement }, null, null);
            return (run, account);
        }
    }

    /// <summary>Two runs under the host's strict budget; the first also has a repository budget.</summary>
    public (LiveRun Narrow, LiveRun Other, Account Shared) NewPair(long tokens, long narrowTokens)
    {
        RunRecord plain = TestStore.Run("narrow");
        LiveRun narrow = new(
            new RunRecord(
                plain.Id, plain.Name, plain.TokenHash, plain.Agent, plain.Bottles, plain.Isolation, plain.Shutdown, plain.Command, plain.Folder, plain.Owner,
                plain.OwnerStart, plain.StartedAt, "app-1"),
            new OrdersFeed(0));
        LiveRun other = new(TestStore.Run("other"), new OrdersFeed(0));
        lock (State.Gate)
        {
            State.Runs.Add("narrow", narrow);
            State.Runs.Add("other", other);
            DefineStrict(Scope.Repository("app-1"), narrowTokens);
            return (narrow, other, DefineStrict(Scope.Host, tokens));
        }
    }

    public Task<AdmissionAnswer> AskAsync(LiveRun run, string exchange, long input, long? most, bool counted = true, CancellationToken gone = default) =>
        Desk.AdmitAsync(run, new AdmissionRequest(exchange, "claude", "model-1", input, most, false, 1, counted), gone);

    public Task SettleAsync(LiveRun run, string exchange, long input, long output) => _writer.RunAsync((transaction, aftermath) => Settlement.Settle(
        State, run, [TestController.Report(exchange, output) with { Usage = new(input, 0, 0, output, 0) }], transaction, aftermath));

    /// <summary>Changes a budget with a commit, as an operator does.</summary>
    public Task RaiseAsync(Account account, long tokens) => _writer.RunAsync((_, _) =>
    {
        _ = account.Define(account.Budget! with { Tokens = tokens }, null, null);
        return true;
    });

    public (long Spent, long Held, int InFlight, int Waiting) Look(Account account)
    {
        lock (State.Gate)
        {
            return (account.Spent(State.Now).Tokens, account.Held, account.InFlight, Desk.Waiting);
        }
    }

    private Account DefineStrict(Scope scope, long tokens)
    {
        Account account = State.Accounts.Get(scope, "claude", null);
        _ = account.Define(
            Budget.OfTokens(scope, "claude", tokens, "test") with { Gate = BudgetGate.Strict, Enforcement = BudgetEnforcement.Rate }, null, null);
        return account;
    }

    public void Dispose()
    {
        _policy.Dispose();
        _writer.Dispose();
        _store.Dispose();
    }
}
