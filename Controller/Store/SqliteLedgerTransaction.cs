using System.Text.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BotBottle.Controller.Store;

/// <summary>
/// One transaction of <see cref="SqliteLedgerStore"/>. It uses SQL statements, not <see cref="SqliteTransaction"/>: on a full disk SQLite rolls back by itself,
/// and after that the type fails at every use of its connection.
/// </summary>
internal sealed class SqliteLedgerTransaction : ILedgerTransaction
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly DatabaseGuard _guard;

    /// <exception cref="StoreUnavailableException">The store takes no writes.</exception>
    public SqliteLedgerTransaction(SqliteConnection connection, SqliteStatements statements, DatabaseGuard guard)
    {
        _guard = guard;
        _connection = connection;
        _statements = statements;
        Run(statements.Begin);
    }

    /// <inheritdoc/>
    public bool HasEvents { get; private set; }

    private bool IsOpen => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsOpen)
        {
            _statements.Rollback.Run();
        }
    }

    /// <inheritdoc/>
    public bool AddUsage(LedgerRow row)
    {
        UsageReport report = row.Report;
        return Run(
            _statements.AddUsage, report.Exchange, row.Run, report.Provider, report.Host, report.Path, SqliteValues.OrNull(report.Model),
            SqliteValues.OrNull(report.ResponseId), (long)report.Status, report.Usage.Input, report.Usage.CacheRead,
            report.Usage.CacheWrite, report.Usage.Output, report.Usage.Reasoning, row.Charged, WireNames.Of(report.Quality),
            WireNames.Of(report.End), SqliteValues.Milliseconds(report.StartedAt), SqliteValues.Milliseconds(report.EndedAt),
            SqliteValues.Milliseconds(row.CommittedAt)) == 1;
    }

    /// <inheritdoc/>
    public bool HasUsage(string run, string exchange) => SqliteQueries.HasUsage(_connection, run, exchange);

    /// <inheritdoc/>
    public void AddToCounter(Scope scope, string provider, Spend spend) =>
        Run(_statements.AddToCounter, scope.ToString(), provider, spend.Tokens, spend.Requests);

    /// <inheritdoc/>
    public void ResetCounter(Scope scope, string provider)
    {
        Run(_statements.ResetCounter, scope.ToString(), provider);
        ClearWarned(scope, provider);
    }

    /// <inheritdoc/>
    public void SetCrossed(Scope scope, string provider, bool crossed) =>
        Run(_statements.SetCrossed, scope.ToString(), provider, crossed ? 1L : 0L);

    /// <inheritdoc/>
    public void SetWarned(Scope scope, string provider, double fraction, DateTimeOffset at) =>
        Run(_statements.SetWarned, scope.ToString(), provider, fraction, SqliteValues.Milliseconds(at));

    /// <inheritdoc/>
    public void ClearWarned(Scope scope, string provider) => Run(_statements.ClearWarned, scope.ToString(), provider);

    /// <inheritdoc/>
    public void PutBudget(BudgetLayer layer, Budget budget) => Run(
        _statements.PutBudget, budget.Scope.ToString(), budget.Provider, WireNames.Of(layer), SqliteValues.OrNull(budget.Tokens),
        SqliteValues.OrNull(budget.Requests), budget.Window.ToString(), WireNames.Of(budget.Enforcement), WireNames.Of(budget.Gate),
        JsonSerializer.Serialize(budget.WarnAt, StoreJson.Default.IReadOnlyListDouble), budget.Origin);

    /// <inheritdoc/>
    public void DropBudget(BudgetLayer layer, Scope scope, string provider) =>
        Run(_statements.DropBudget, scope.ToString(), provider, WireNames.Of(layer));

    /// <inheritdoc/>
    public void AddRun(RunRecord run)
    {
        Run(
            _statements.AddRun, run.Id, run.Name, run.TokenHash, SqliteValues.OrNull(run.Agent),
            SqliteValues.OrNull(run.Bottles.Count > 0 ? run.Bottles[0] : null), WireNames.Of(run.Isolation),
            run.Shutdown is { } policy ? WireNames.Of(policy) : DBNull.Value,
            JsonSerializer.Serialize(run.Command, StoreJson.Default.IReadOnlyListString), run.Folder, (long)run.Owner, run.OwnerStart,
            SqliteValues.Milliseconds(run.StartedAt));
        for (int rank = 0; rank < run.Chain.Count; rank++)
        {
            Run(_statements.AddRunScope, run.Id, (long)rank, run.Chain[rank].ToString());
        }

        if (!run.Supervised)
        {
            Run(_statements.AddUnsupervised, run.Id);
        }

        if (run.ShutdownAtLeast is { } least)
        {
            Run(_statements.AddShutdownAtLeast, run.Id, WireNames.Of(least));
        }

        if (run.Egress is { } egress)
        {
            PutEgress(run.Id, egress);
        }

        UpdateRun(run);
    }

    /// <inheritdoc/>
    public void UpdateRun(RunRecord run)
    {
        Run(
            _statements.UpdateRun, run.Id, SqliteValues.OrNull(run.Process?.AgentPid), SqliteValues.OrNull(run.Process?.AgentStart),
            SqliteValues.Json(run.OperatorCut, ControlJson.Default.EgressCut), SqliteValues.Json(run.BudgetCut, ControlJson.Default.EgressCut),
            run.KillOrdered ? 1L : 0L, SqliteValues.Milliseconds(run.EndedAt), SqliteValues.OrNull(run.ExitCode),
            SqliteValues.Json(run.FinalBudgets, ControlJson.Default.IReadOnlyListBudgetView), run.Drained ? 1L : 0L);
        if (run.Freeze is { } step)
        {
            Run(_statements.PutFreeze, run.Id, WireNames.Of(step));
        }
        else
        {
            Run(_statements.DropFreeze, run.Id);
        }
    }

    /// <inheritdoc/>
    public void ReopenRun(RunRecord run) => Run(_statements.ReopenRun, run.Id, run.TokenHash, (long)run.Owner, run.OwnerStart);

    /// <inheritdoc/>
    public void PutEgress(string run, RunEgress? egress)
    {
        if (egress is null)
        {
            Run(_statements.DropEgress, run);
        }
        else
        {
            Run(_statements.PutEgress, run, JsonSerializer.Serialize(egress, ControlJson.Default.RunEgress));
        }
    }

    /// <inheritdoc/>
    public void AddToRun(string run, long requests, long refusals) => Run(_statements.AddToRun, run, requests, refusals);

    /// <inheritdoc/>
    public bool AddApproval(ApprovalView approval) => Run(
        _statements.AddApproval, approval.Id, approval.Run, approval.Fingerprint, WireNames.Of(approval.State), approval.Rule, approval.Place, approval.Context,
        approval.Route, approval.Host, approval.Method, approval.Path, SqliteValues.Milliseconds(approval.AskedAt),
        SqliteValues.Milliseconds(approval.ExpiresAt)) == 1;

    /// <inheritdoc/>
    public void UpdateApproval(ApprovalView approval)
    {
        Run(
            _statements.UpdateApproval, approval.Id, WireNames.Of(approval.State), SqliteValues.Milliseconds(approval.DecidedAt),
            SqliteValues.OrNull(approval.DecidedBy));
        if (approval.AnyHost || approval.Once || approval.Until is not null)
        {
            Run(_statements.SetReach, approval.Id, approval.AnyHost ? 1L : 0L, approval.Once ? 1L : 0L, SqliteValues.Milliseconds(approval.Until));
        }
    }

    /// <inheritdoc/>
    public void DropTimedOut(string run, int kept) => Run(_statements.DropTimedOut, run, (long)kept);

    /// <inheritdoc/>
    public long AddEvent(EventDraft draft)
    {
        Run(
            _statements.AddEvent, SqliteValues.Milliseconds(draft.Time), WireNames.Of(draft.Kind), SqliteValues.OrNull(draft.Run),
            SqliteValues.OrNull(draft.Name), draft.Message, draft.Audit ? 1L : 0L, SqliteValues.OrNull(draft.Data?.ToJsonString()));
        HasEvents = true;
        return _statements.LastRow.Scalar();
    }

    /// <inheritdoc/>
    public void Probe() => Run(_statements.Probe);

    /// <inheritdoc/>
    public void Commit()
    {
        _guard.RequireInPlace();
        Run(_statements.Commit);
        _guard.Committed();
    }

    private int Run(SqliteStatement statement, params ReadOnlySpan<object> values)
    {
        try
        {
            return statement.Run(values);
        }
        catch (SqliteException fault) when (SqliteFaults.IsUnavailable(fault))
        {
            StoreUnavailableException unavailable = SqliteFaults.Translate(fault, _connection.DataSource);
            if (SqliteFaults.IsDamage(fault))
            {
                _guard.Damaged(unavailable.Message);
            }

            throw unavailable;
        }
    }
}
