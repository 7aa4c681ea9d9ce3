using System.Text.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>
/// The ledger in SQLite: one connection for writing, one for pages of the history, and a new connection for each other read.
/// <para>
/// Pages are short, and many callers read them often. With a new connection for each page, four readers cost the writer a fifth of its throughput; so they
/// share one connection in turn.
/// </para>
/// </summary>
internal sealed class SqliteLedgerStore : ILedgerStore
{
    private readonly string _path;
    private readonly SqliteConnection _writer;
    private readonly SqliteStatements _statements;
    private readonly SqliteConnection _pages;
    private readonly Lock _turn = new();
    private readonly DatabaseGuard _guard;

    /// <summary>Opens or creates the database, and migrates it to this program's schema.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="tell">Receives a line for the log: the path of a copy, if earlier programs cannot read the database any more.</param>
    /// <exception cref="InvalidDataException">The database is newer than this program.</exception>
    /// <exception cref="StoreUnavailableException">The database takes no writes, or does not fit this program.</exception>
    public SqliteLedgerStore(string path, Action<string> tell)
    {
        _path = path;
        try
        {
            _writer = SqliteConnections.OpenWriter(path);
            SqliteMigrations.Apply(_writer, tell);
            _pages = SqliteConnections.OpenReader(path);
            _guard = new DatabaseGuard(path, _writer);
        }
        catch (Exception fault)
        {
            _pages?.Dispose();
            _writer?.Dispose();
            if (fault is SqliteException refused)
            {
                throw SqliteFaults.AtStart(refused, path);
            }

            throw;
        }

        _statements = new SqliteStatements(_writer);
    }

    /// <inheritdoc/>
    public string? Displaced => _guard.Displaced;

    /// <inheritdoc/>
    public void Dispose()
    {
        bool orphaned = _guard.IsLogOrphaned();
        if (!_guard.IsLogOurs)
        {
            DatabaseGuard.LeaveFiles(_writer, _pages);
        }

        lock (_turn)
        {
            _pages.Dispose();
        }

        _guard.Dispose();
        _statements.Dispose();
        _writer.Dispose();
        if (orphaned)
        {
            File.Delete(_path + "-wal");
            File.Delete(_path + "-shm");
        }
    }

    /// <inheritdoc/>
    public StoreSnapshot Load()
    {
        try
        {
            return new StoreSnapshot(
                SqliteRuns.Read(_writer, SqliteRuns.Open), SqliteQueries.Counters(_writer), SqliteQueries.Budgets(_writer),
                SqliteQueries.Number(_writer, "SELECT coalesce(max(seq), 0) FROM events"),
                SqliteApprovals.Read(_writer, SqliteApprovals.Standing, int.MaxValue), SqliteQueries.Outputs(_writer, 1000));
        }
        catch (SqliteException fault)
        {
            throw SqliteFaults.AtStart(fault, _path);
        }
        catch (Exception odd) when (odd is InvalidDataException or InvalidCastException or InvalidOperationException or ArgumentException or JsonException)
        {
            throw new InvalidDataException(
                $"the database {_path} holds what this program cannot read ({odd.Message.ReplaceLineEndings(" ")}). {SqliteFaults.Replace(_path)}", odd);
        }
    }

    /// <inheritdoc/>
    public ILedgerTransaction Begin()
    {
        _guard.Require();
        return new SqliteLedgerTransaction(_writer, _statements, _guard);
    }

    /// <inheritdoc/>
    public IEnumerable<(DateTimeOffset At, Spend Spend)> SpendSince(Scope scope, string provider, DateTimeOffset since) =>
        SqliteQueries.SpendSince(_writer, scope, provider, since);

    /// <inheritdoc/>
    public IReadOnlyList<UsageRow> Usage(UsageGrouping by, DateTimeOffset? since) =>
        Read(connection => SqliteQueries.Usage(connection, by, since));

    /// <inheritdoc/>
    public IReadOnlyList<LoggedEvent> Events(long after, int limit, bool auditOnly) =>
        // Decisions may be far apart, so finding a page of them may take a while.
        auditOnly
            ? Read(connection => SqliteQueries.Events(connection, after, limit, auditOnly))
            : ReadPage(connection => SqliteQueries.Events(connection, after, limit, auditOnly));

    /// <inheritdoc/>
    public IReadOnlyList<ExchangeView> Exchanges(long after, int limit) => ReadPage(connection => SqliteHistory.Read(connection, after, limit));

    /// <inheritdoc/>
    public HistoryPlace HistoryEnd() => Read(SqliteHistory.End);

    /// <inheritdoc/>
    public HistoryPlace HistoryStart(DateTimeOffset now) => Read(connection => SqliteHistory.Start(connection, now));

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> Runs(IReadOnlyList<string> ids) => Read(connection => SqliteRuns.Read(connection, ids));

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> EndedRuns() => Read(connection => SqliteRuns.Read(connection, "ended_at IS NOT NULL"));

    /// <inheritdoc/>
    public IReadOnlyList<ApprovalView> Approvals(bool all, int limit) =>
        Read(connection => SqliteApprovals.Read(connection, all ? SqliteApprovals.All : SqliteApprovals.Pending, limit));

    /// <inheritdoc/>
    public ApprovalView? Approval(string id) => Read(connection => SqliteApprovals.Find(connection, id));

    /// <inheritdoc/>
    public IReadOnlyList<RefusedHost> RefusedHosts(string run, int limit) => Read(connection => SqliteRefusedHosts.Read(connection, run, limit));

    /// <inheritdoc/>
    public RunFindings Findings(string run) => Read(connection => SqliteFindings.Read(connection, run));

    /// <inheritdoc/>
    public long CountLedger() => Read(connection => SqliteQueries.Number(connection, "SELECT count(*) FROM ledger"));

    private T ReadPage<T>(Func<SqliteConnection, T> query)
    {
        lock (_turn)
        {
            return Guarded(() => query(_pages));
        }
    }

    private T Read<T>(Func<SqliteConnection, T> query)
    {
        return Guarded(() =>
        {
            using SqliteConnection connection = SqliteConnections.OpenReader(_path);
            return query(connection);
        });
    }

    // Another file of that name is not the ledger, even if it is readable.
    private T Guarded<T>(Func<T> read)
    {
        _guard.RequireInPlace();
        try
        {
            return read();
        }
        catch (SqliteException fault) when (SqliteFaults.IsUnavailable(fault))
        {
            throw SqliteFaults.Translate(fault, _path, reading: true);
        }
    }
}
