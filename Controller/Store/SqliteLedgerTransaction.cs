using System.Text.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>One transaction of <see cref="SqliteLedgerStore"/>.</summary>
internal sealed class SqliteLedgerTransaction(
    SqliteTransaction transaction, SqliteStatements statements, string path, Action closed) : ILedgerTransaction
{
    /// <inheritdoc/>
    public bool HasEvents { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            transaction.Dispose();
        }
        catch (SqliteException)
        {
            // A full disk makes SQLite roll back by itself; the rollback then finds no transaction, which is what was wanted.
        }

        closed();
    }

    /// <inheritdoc/>
    public bool AddUsage(LedgerRow row)
    {
        UsageReport report = row.Report;
        return Run(
            statements.AddUsage, report.Exchange, row.Run, report.Provider, report.Host, report.Path, SqliteValues.OrNull(report.Model),
            SqliteValues.OrNull(report.ResponseId), (long)report.Status, report.Usage.Input, report.Usage.CacheRead,
            report.Usage.CacheWrite, report.Usage.Output, report.Usage.Reasoning, row.Charged, WireNames.Of(report.Quality),
            WireNames.Of(report.End), SqliteValues.Milliseconds(report.StartedAt), SqliteValues.Milliseconds(report.EndedAt),
            SqliteValues.Milliseconds(row.CommittedAt)) == 1;
    }

    /// <inheritdoc/>
    public void AddToCounter(Scope scope, string provider, Spend spend) =>
        Run(statements.AddToCounter, scope.ToString(), provider, spend.Tokens, spend.Requests);

    /// <inheritdoc/>
    public void ResetCounter(Scope scope, string provider)
    {
        Run(statements.ResetCounter, scope.ToString(), provider);
        ClearWarned(scope, provider);
    }

    /// <inheritdoc/>
    public void SetCrossed(Scope scope, string provider, bool crossed) =>
        Run(statements.SetCrossed, scope.ToString(), provider, crossed ? 1L : 0L);

    /// <inheritdoc/>
    public void SetWarned(Scope scope, string provider, double fraction, DateTimeOffset at) =>
        Run(statements.SetWarned, scope.ToString(), provider, fraction, SqliteValues.Milliseconds(at));

    /// <inheritdoc/>
    public void ClearWarned(Scope scope, string provider) => Run(statements.ClearWarned, scope.ToString(), provider);

    /// <inheritdoc/>
    public void PutBudget(BudgetLayer layer, Budget budget) => Run(
        statements.PutBudget, budget.Scope.ToString(), budget.Provider, WireNames.Of(layer), SqliteValues.OrNull(budget.Tokens),
        SqliteValues.OrNull(budget.Requests), budget.Window.ToString(), WireNames.Of(budget.Enforcement), WireNames.Of(budget.Gate),
        JsonSerializer.Serialize(budget.WarnAt, StoreJson.Default.IReadOnlyListDouble), budget.Origin);

    /// <inheritdoc/>
    public void DropBudget(BudgetLayer layer, Scope scope, string provider) =>
        Run(statements.DropBudget, scope.ToString(), provider, WireNames.Of(layer));

    /// <inheritdoc/>
    public void AddRun(RunRecord run)
    {
        Run(
            statements.AddRun, run.Id, run.Name, run.TokenHash, SqliteValues.OrNull(run.Agent),
            SqliteValues.OrNull(run.Bottles.Count > 0 ? run.Bottles[0] : null), WireNames.Of(run.Isolation),
            run.Shutdown is { } policy ? WireNames.Of(policy) : DBNull.Value,
            JsonSerializer.Serialize(run.Command, StoreJson.Default.IReadOnlyListString), run.Folder, (long)run.Owner, run.OwnerStart,
            SqliteValues.Milliseconds(run.StartedAt));
        for (int rank = 0; rank < run.Chain.Count; rank++)
        {
            Run(statements.AddRunScope, run.Id, (long)rank, run.Chain[rank].ToString());
        }

        UpdateRun(run);
    }

    /// <inheritdoc/>
    public void UpdateRun(RunRecord run) => Run(
        statements.UpdateRun, run.Id, SqliteValues.OrNull(run.Process?.AgentPid), SqliteValues.OrNull(run.Process?.AgentStart),
        SqliteValues.Json(run.OperatorCut, ControlJson.Default.EgressCut), SqliteValues.Json(run.BudgetCut, ControlJson.Default.EgressCut),
        run.KillOrdered ? 1L : 0L, SqliteValues.Milliseconds(run.EndedAt), SqliteValues.OrNull(run.ExitCode),
        SqliteValues.Json(run.FinalBudgets, ControlJson.Default.IReadOnlyListBudgetView), run.Drained ? 1L : 0L);

    /// <inheritdoc/>
    public void AddToRun(string run, long requests, long refusals) => Run(statements.AddToRun, run, requests, refusals);

    /// <inheritdoc/>
    public long AddEvent(EventDraft draft)
    {
        Run(
            statements.AddEvent, SqliteValues.Milliseconds(draft.Time), WireNames.Of(draft.Kind), SqliteValues.OrNull(draft.Run),
            SqliteValues.OrNull(draft.Name), draft.Message, draft.Audit ? 1L : 0L, SqliteValues.OrNull(draft.Data?.ToJsonString()));
        HasEvents = true;
        return statements.LastRow.Scalar(transaction);
    }

    /// <inheritdoc/>
    public void Probe() => Run(statements.Probe);

    /// <inheritdoc/>
    public void Commit()
    {
        try
        {
            transaction.Commit();
        }
        catch (SqliteException fault) when (SqliteFaults.IsUnavailable(fault))
        {
            throw SqliteFaults.Translate(fault, path);
        }
    }

    private int Run(SqliteStatement statement, params ReadOnlySpan<object> values)
    {
        try
        {
            return statement.Run(transaction, values);
        }
        catch (SqliteException fault) when (SqliteFaults.IsUnavailable(fault))
        {
            throw SqliteFaults.Translate(fault, path);
        }
    }
}
