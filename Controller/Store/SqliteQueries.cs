using System.Globalization;
using System.Text.Json.Nodes;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Reads the ledger, the events, the counters and the budgets.</summary>
internal static class SqliteQueries
{
    private const long HourMilliseconds = 3_600_000;

    private const string OfLiveScopes =
        $"WHERE scope NOT LIKE 'run:%' OR substr(scope, 5) IN (SELECT id FROM runs WHERE {SqliteRuns.Open})";

    public static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public static IReadOnlyList<UsageRow> Usage(SqliteConnection connection, UsageGrouping by, DateTimeOffset? since)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT {Same("l.run")}, {Same("r.name")}, {Same("r.agent")}, {Same("r.bottle")}, {Same("l.provider")}, {Same("l.model")}, {Same("l.day")},
                sum(l.requests), sum(l.input), sum(l.cache_write), sum(l.cache_read), sum(l.output), sum(l.charged), sum(l.inexact)
            FROM (
                SELECT hour / 24 AS day, run, provider, nullif(model, '') AS model, first_id AS id, requests, input, cache_write, cache_read, output,
                    charged, inexact
                FROM usage_hours WHERE hour >= $2
                UNION ALL
                SELECT ended_at / {24 * HourMilliseconds}, run, provider, model, id, 1, input, cache_write, cache_read, output, charged, quality <> 'exact'
                FROM ledger WHERE ended_at >= $1 AND ended_at < $2 * {HourMilliseconds}
            ) l JOIN runs r ON r.id = l.run
            GROUP BY {KeyOf(by)} ORDER BY min(l.id)
            """;
        // Whole hours are already summed; single rows are read only for the hour in which the period begins.
        long from = since is { } time ? Math.Max(0, SqliteValues.Milliseconds(time)) : 0;
        command.Parameters.AddWithValue("$1", from);
        command.Parameters.AddWithValue("$2", (from + HourMilliseconds - 1) / HourMilliseconds);
        using SqliteDataReader row = command.ExecuteReader();
        List<UsageRow> rows = [];
        while (row.Read())
        {
            rows.Add(new UsageRow(
                row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), Day(row), row.GetInt64(7), row.GetInt64(8),
                row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13)));
        }

        return rows;
    }

    public static IReadOnlyList<LoggedEvent> Events(SqliteConnection connection, long after, int limit, bool auditOnly)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT seq, time, event, run, name, message, audit, data FROM events WHERE seq > $1 AND audit >= $2 ORDER BY seq LIMIT $3";
        command.Parameters.AddWithValue("$1", after);
        command.Parameters.AddWithValue("$2", auditOnly ? 1 : 0);
        command.Parameters.AddWithValue("$3", limit);
        using SqliteDataReader row = command.ExecuteReader();
        List<LoggedEvent> events = [];
        while (row.Read())
        {
            events.Add(new LoggedEvent(
                row.GetInt64(0), row.Time(1), row.Name<EventKind>(2), row.Text(3), row.Text(4), row.GetString(5), row.GetInt64(6) != 0,
                row.Text(7) is { } data ? (JsonObject?)JsonNode.Parse(data) : null));
        }

        return events;
    }

    public static bool HasUsage(SqliteConnection connection, string run, string exchange)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM ledger WHERE exchange = $1 AND run = $2)";
        command.Parameters.AddWithValue("$1", exchange);
        command.Parameters.AddWithValue("$2", run);
        return (long)command.ExecuteScalar()! == 1;
    }

    public static IReadOnlyList<(string Provider, string? Model, long Output)> Outputs(SqliteConnection connection, int limit)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT provider, model, output, quality FROM ledger ORDER BY id DESC LIMIT $1";
        command.Parameters.AddWithValue("$1", limit);
        using SqliteDataReader row = command.ExecuteReader();
        List<(string, string?, long)> outputs = [];
        while (row.Read())
        {
            if (row.GetString(3) == WireNames.Of(UsageQuality.Exact))
            {
                outputs.Add((row.GetString(0), row.Text(1), row.GetInt64(2)));
            }
        }

        outputs.Reverse();
        return outputs;
    }

    public static IEnumerable<(DateTimeOffset At, Spend Spend)> SpendSince(
        SqliteConnection connection, Scope scope, string provider, DateTimeOffset since)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT committed_at, charged FROM ledger
            WHERE provider = $2 AND committed_at >= $3
                AND id > coalesce((SELECT since_id FROM counters WHERE scope = $1 AND provider = $2), 0)
                {(scope == Scope.Host ? "" : "AND run IN (SELECT run FROM run_scopes WHERE scope = $1)")}
            ORDER BY id
            """;
        command.Parameters.AddWithValue("$1", scope.ToString());
        command.Parameters.AddWithValue("$2", provider);
        command.Parameters.AddWithValue("$3", SqliteValues.Milliseconds(since));
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            yield return (row.Time(0), new Spend(row.GetInt64(1), 1));
        }
    }

    public static IReadOnlyList<StoredCounter> Counters(SqliteConnection connection)
    {
        Dictionary<(Scope, string), Dictionary<double, DateTimeOffset>> warned = Warned(connection);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT scope, provider, tokens, requests, crossed FROM counters {OfLiveScopes}";
        using SqliteDataReader row = command.ExecuteReader();
        List<StoredCounter> counters = [];
        while (row.Read())
        {
            (Scope, string) key = (row.Scope(0), row.GetString(1));
            counters.Add(new StoredCounter(
                key.Item1, key.Item2, new Spend(row.GetInt64(2), row.GetInt64(3)), row.GetInt64(4) != 0,
                warned.GetValueOrDefault(key) ?? []));
        }

        return counters;
    }

    /// <exception cref="InvalidDataException">A stored budget cannot be read.</exception>
    public static IReadOnlyList<StoredBudget> Budgets(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            $"SELECT scope, provider, layer, tokens, requests, budget_window, enforcement, gate, warn_at, origin FROM budgets {OfLiveScopes}";
        using SqliteDataReader row = command.ExecuteReader();
        List<StoredBudget> budgets = [];
        while (row.Read())
        {
            BudgetWindow window = BudgetWindow.TryParse(row.GetString(5), out BudgetWindow known)
                ? known
                : throw new InvalidDataException($"the database holds '{row.GetString(5)}' where a budget's window belongs");
            budgets.Add(new StoredBudget(row.Name<BudgetLayer>(2), new Budget(
                row.Scope(0), row.GetString(1), row.Number(3), row.Number(4), window, row.Name<BudgetEnforcement>(6), row.Name<BudgetGate>(7),
                row.Json(8, StoreJson.Default.IReadOnlyListDouble)!, row.GetString(9))));
        }

        return budgets;
    }

    private static Dictionary<(Scope, string), Dictionary<double, DateTimeOffset>> Warned(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT scope, provider, fraction, told_at FROM warnings";
        using SqliteDataReader row = command.ExecuteReader();
        Dictionary<(Scope, string), Dictionary<double, DateTimeOffset>> warned = [];
        while (row.Read())
        {
            (Scope, string) key = (row.Scope(0), row.GetString(1));
            if (!warned.TryGetValue(key, out Dictionary<double, DateTimeOffset>? marks))
            {
                warned.Add(key, marks = []);
            }

            marks[row.GetDouble(2)] = row.Time(3);
        }

        return warned;
    }

    // The value that all rows of a group share; null if they differ.
    private static string Same(string column) =>
        $"CASE WHEN min(ifnull({column}, '')) = max(ifnull({column}, '')) THEN min({column}) END";

    private static string? Day(SqliteDataReader row) =>
        row.Number(6) is { } day ? DateTimeOffset.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private static string KeyOf(UsageGrouping by) => by switch
    {
        UsageGrouping.Run => "l.run",
        UsageGrouping.Agent => "r.agent",
        UsageGrouping.Bottle => "r.bottle",
        UsageGrouping.Provider => "l.provider",
        UsageGrouping.Model => "l.model",
        UsageGrouping.Day => "l.day",
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "not a grouping"),
    };
}
