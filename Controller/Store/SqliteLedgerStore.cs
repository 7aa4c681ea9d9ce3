using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>
/// The ledger in SQLite: one writing connection, one for pages of the history, and a connection of its own for each other read.
/// <para>
/// Pages are short, read often and by many at once. Readers that begin at the same moment meet at a lock of the WAL's index, and this build of SQLite knows no shorter wait than a
/// second (four watchers: 1 s every few seconds). So they take turns on one connection, which is not opened anew each time either.
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

    /// <summary>Opens or makes the database, and brings it to this program's schema.</summary>
    /// <exception cref="InvalidDataException">It is newer than this program.</exception>
    /// <exception cref="StoreUnavailableException">It takes no writes.</exception>
    public SqliteLedgerStore(string path)
    {
        _path = path;
        try
        {
            _writer = SqliteConnections.OpenWriter(path);
            SqliteMigrations.Apply(_writer);
            _pages = SqliteConnections.OpenReader(path);
        }
        catch (SqliteException fault) when (SqliteFaults.IsUnavailable(fault))
        {
            _writer?.Dispose();
            throw SqliteFaults.Translate(fault, path);
        }

        _statements = new SqliteStatements(_writer);
        _guard = new DatabaseGuard(path, _writer);
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
    public StoreSnapshot Load() => new(
        SqliteRuns.Read(_writer, SqliteRuns.Open), SqliteQueries.Counters(_writer), SqliteQueries.Budgets(_writer),
        SqliteQueries.Number(_writer, "SELECT coalesce(max(seq), 0) FROM events"),
        SqliteApprovals.Read(_writer, SqliteApprovals.Standing, int.MaxValue), SqliteQueries.Outputs(_writer, 1000));

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
        // Decisions may be far apart: to find a page of them may take a while.
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

    // Another file of that name is not the ledger, however readable.
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
