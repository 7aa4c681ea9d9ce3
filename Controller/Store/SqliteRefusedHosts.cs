using BotBottle.Core.Control;
using BotBottle.Core.Refusals;
using BotBottle.Core.Text;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Sums up the hosts that a run was refused, without those that its agent merely tries.</summary>
internal static class SqliteRefusedHosts
{
    /// <summary>Most events that are read, because an agent decides how many there are.</summary>
    private const int MaxEvents = 100_000;

    public static IReadOnlyList<RefusedHost> Read(SqliteConnection connection, string run, int limit)
    {
        using SqliteCommand command = connection.CreateCommand();

        // With min(), the other columns come from its row (SQLite, "bare columns in an aggregate query").
        command.CommandText =
            """
            SELECT json_extract(data, '$.host') AS host, json_extract(data, '$.method'), json_extract(data, '$.path'), count(*) AS refused, min(seq) AS first
            FROM (SELECT seq, data FROM events WHERE run = $1 AND event = 'egress_block' ORDER BY seq LIMIT $3)
            WHERE json_extract(data, '$.reason') = $4 AND host IS NOT NULL AND json_extract(data, '$.expected') IS NULL
            GROUP BY host ORDER BY refused DESC, first LIMIT $2
            """;
        command.Parameters.AddWithValue("$1", run);
        command.Parameters.AddWithValue("$2", limit);
        command.Parameters.AddWithValue("$3", MaxEvents);
        command.Parameters.AddWithValue("$4", WireNames.Of(RefusalCode.HostNotAllowed));
        using SqliteDataReader row = command.ExecuteReader();
        List<RefusedHost> hosts = [];
        while (row.Read())
        {
            hosts.Add(new RefusedHost(row.GetString(0), row.Text(1), row.Text(2), row.GetInt64(3)));
        }

        return hosts;
    }
}
