using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Reads the ledger row by row, and positions in it. All queries use the primary key: a million rows before a position cost nothing.</summary>
internal static class SqliteHistory
{
    /// <summary>Events with which a watcher without a position begins.</summary>
    public const int Events = 1000;

    /// <summary>Most exchanges with which it begins.</summary>
    public const int Exchanges = 10_000;

    /// <summary>Age of the oldest of these exchanges.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    private const int MaxHost = 253;
    private const int MaxName = 64;
    private const int MaxText = 256;

    /// <summary>Gets the position of the newest event and the newest ledger row.</summary>
    public static HistoryPlace End(SqliteConnection connection) => new(
        SqliteQueries.Number(connection, "SELECT coalesce(max(seq), 0) FROM events"),
        SqliteQueries.Number(connection, "SELECT coalesce(max(id), 0) FROM ledger"));

    /// <summary>Gets the position at which a watcher without a position begins.</summary>
    public static HistoryPlace Start(SqliteConnection connection, DateTimeOffset now)
    {
        HistoryPlace end = End(connection);
        using SqliteCommand command = connection.CreateCommand();
        // Goes back by the key from the end, over no more rows than are sent: an index on the time would cost every report.
        command.CommandText = "SELECT min(id) - 1 FROM (SELECT id, committed_at FROM ledger ORDER BY id DESC LIMIT $1) WHERE committed_at >= $2";
        command.Parameters.AddWithValue("$1", Exchanges);
        command.Parameters.AddWithValue("$2", SqliteValues.Milliseconds(now - Length));
        return new HistoryPlace(Math.Max(0, end.Event - Events), command.ExecuteScalar() as long? ?? end.Exchange);
    }

    /// <summary>Reads at most <paramref name="limit"/> ledger rows after a position, in order; text that an agent or an upstream chose is cleaned.</summary>
    public static IReadOnlyList<ExchangeView> Read(SqliteConnection connection, long after, int limit)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT id, run, provider, host, path, model, status, input, cache_read, cache_write, output, reasoning, charged, quality, exchange_end,
                started_at, ended_at
            FROM ledger WHERE id > $1 ORDER BY id LIMIT $2
            """;
        command.Parameters.AddWithValue("$1", after);
        command.Parameters.AddWithValue("$2", limit);
        using SqliteDataReader row = command.ExecuteReader();
        List<ExchangeView> exchanges = [];
        while (row.Read())
        {
            exchanges.Add(new ExchangeView(
                row.GetInt64(0), row.GetString(1), TerminalText.Short(row.GetString(2), MaxName), TerminalText.Short(row.GetString(3), MaxHost),
                TerminalText.Short(row.GetString(4), MaxText), row.Text(5) is { } model ? TerminalText.Short(model, MaxText) : null, row.GetInt32(6),
                new TokenUsage(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11)), row.GetInt64(12),
                row.Name<UsageQuality>(13), row.Name<ExchangeEnd>(14), row.Time(15), row.Time(16)));
        }

        return exchanges;
    }
}
