using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>All statements of the writer, each prepared on its connection at the first use.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly List<SqliteStatement> _all = [];

    // IMMEDIATE: it shows whether the database takes writes, before anything is decided.
    public SqliteStatement Begin => field ??= Add("BEGIN IMMEDIATE", 0);

    public SqliteStatement Commit => field ??= Add("COMMIT", 0);

    public SqliteStatement Rollback => field ??= Add("ROLLBACK", 0);

    public SqliteStatement AddUsage => field ??= Add(
        """
        INSERT INTO ledger (exchange, run, provider, host, path, model, response_id, status, input, cache_read, cache_write, output,
            reasoning, charged, quality, exchange_end, started_at, ended_at, committed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT (exchange, run) DO NOTHING
        """, 19);

    public SqliteStatement AddToCounter => field ??= Add(
        """
        INSERT INTO counters (scope, provider, tokens, requests) VALUES ($1, $2, $3, $4)
        ON CONFLICT (scope, provider) DO UPDATE SET
            tokens = min(tokens + excluded.tokens, 4611686018427387903), requests = requests + excluded.requests
        """, 4); // the ceiling of Spend

    public SqliteStatement ResetCounter => field ??= Add(
        """
        INSERT INTO counters (scope, provider, since_id) VALUES ($1, $2, (SELECT coalesce(max(id), 0) FROM ledger))
        ON CONFLICT (scope, provider) DO UPDATE SET tokens = 0, requests = 0, since_id = excluded.since_id
        """, 2);

    public SqliteStatement SetCrossed => field ??= Add(
        """
        INSERT INTO counters (scope, provider, crossed) VALUES ($1, $2, $3)
        ON CONFLICT (scope, provider) DO UPDATE SET crossed = excluded.crossed
        """, 3);

    public SqliteStatement SetWarned => field ??= Add(
        """
        INSERT INTO warnings (scope, provider, fraction, told_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (scope, provider, fraction) DO UPDATE SET told_at = excluded.told_at
        """, 4);

    public SqliteStatement ClearWarned => field ??= Add("DELETE FROM warnings WHERE scope = $1 AND provider = $2", 2);

    public SqliteStatement PutBudget => field ??= Add(
        """
        INSERT OR REPLACE INTO budgets (scope, provider, layer, tokens, requests, budget_window, enforcement, gate, warn_at, origin)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """, 10);

    public SqliteStatement DropBudget => field ??= Add("DELETE FROM budgets WHERE scope = $1 AND provider = $2 AND layer = $3", 3);

    public SqliteStatement AddRun => field ??= Add(
        """
        INSERT INTO runs (id, name, token_hash, agent, bottle, isolation, shutdown, command, folder, owner_pid, owner_start, started_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """, 12);

    public SqliteStatement AddRunScope => field ??= Add("INSERT INTO run_scopes (run, rank, scope) VALUES ($1, $2, $3)", 3);

    public SqliteStatement UpdateRun => field ??= Add(
        """
        UPDATE runs SET agent_pid = $2, agent_start = $3, operator_cut = $4, budget_cut = $5, kill_ordered = $6, ended_at = $7,
            exit_code = $8, final_budgets = $9, drained = $10 WHERE id = $1
        """, 10);

    public SqliteStatement ReopenRun => field ??= Add("UPDATE runs SET token_hash = $2, owner_pid = $3, owner_start = $4 WHERE id = $1", 4);

    public SqliteStatement PutFreeze => field ??= Add("INSERT OR REPLACE INTO run_freezes (run, step) VALUES ($1, $2)", 2);

    public SqliteStatement DropFreeze => field ??= Add("DELETE FROM run_freezes WHERE run = $1", 1);

    public SqliteStatement AddShutdownAtLeast => field ??= Add("INSERT INTO run_shutdown_at_least (run, shutdown) VALUES ($1, $2)", 2);

    public SqliteStatement PutEgress => field ??= Add("INSERT OR REPLACE INTO run_egress (run, egress) VALUES ($1, $2)", 2);

    public SqliteStatement DropEgress => field ??= Add("DELETE FROM run_egress WHERE run = $1", 1);

    public SqliteStatement AddToRun => field ??= Add(
        "UPDATE runs SET requests = requests + $2, refusals = refusals + $3 WHERE id = $1", 3);

    public SqliteStatement AddUnsupervised => field ??= Add("INSERT OR IGNORE INTO unsupervised_runs (run) VALUES ($1)", 1);

    public SqliteStatement AddApproval => field ??= Add(
        """
        INSERT INTO approvals (id, run, fingerprint, state, rule, place, context, route, host, method, path, asked_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (id) DO NOTHING
        """, 13);

    public SqliteStatement UpdateApproval => field ??= Add(
        "UPDATE approvals SET state = $2, decided_at = $3, decided_by = $4 WHERE id = $1", 4);

    public SqliteStatement SetReach => field ??= Add(
        "INSERT OR REPLACE INTO approval_reach (approval, any_host, once, until) VALUES ($1, $2, $3, $4)", 4);

    public SqliteStatement DropTimedOut => field ??= Add(
        """
        DELETE FROM approvals WHERE run = $1 AND state IN ('timed_out', 'superseded', 'used', 'expired', 'revoked')
            AND seq NOT IN (
                SELECT seq FROM approvals WHERE run = $1 AND state IN ('timed_out', 'superseded', 'used', 'expired', 'revoked')
                ORDER BY seq DESC LIMIT $2)
        """, 2);

    public SqliteStatement AddEvent => field ??= Add(
        "INSERT INTO events (time, event, run, name, message, audit, data) VALUES ($1, $2, $3, $4, $5, $6, $7)", 7);

    public SqliteStatement LastRow => field ??= Add("SELECT last_insert_rowid()", 0);

    public SqliteStatement Probe => field ??= Add("UPDATE probe SET writes = writes + 1", 0);

    public void Dispose() => _all.ForEach(statement => statement.Dispose());

    private SqliteStatement Add(string sql, int parameters)
    {
        SqliteStatement statement = new(connection, sql, parameters);
        _all.Add(statement);
        return statement;
    }
}
