using BotBottle.Core.Control;
using BotBottle.Core.Text;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Counts what outbound scanning did in a run, by the run's events.</summary>
internal static class SqliteFindings
{
    /// <summary>Most events that are read, because an agent decides how many there are.</summary>
    private const int MaxEvents = 100_000;

    public static RunFindings Read(SqliteConnection connection, string run)
    {
        using SqliteCommand command = connection.CreateCommand();

        // A match without a reason is a warning: its request went out as it was.
        command.CommandText =
            """
            SELECT coalesce(sum(event = $2), 0), coalesce(sum(event = $3), 0), coalesce(min(seq), 0)
            FROM (SELECT seq, event FROM events
                  WHERE run = $1 AND (event = $2 OR (event = $3 AND json_extract(data, '$.reason') IS NOT NULL)) ORDER BY seq LIMIT $4)
            """;
        command.Parameters.AddWithValue("$1", run);
        command.Parameters.AddWithValue("$2", WireNames.Of(EventKind.DlpRedacted));
        command.Parameters.AddWithValue("$3", WireNames.Of(EventKind.DlpMatch));
        command.Parameters.AddWithValue("$4", MaxEvents);
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? new RunFindings(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)) : new RunFindings(0, 0, 0);
    }
}
