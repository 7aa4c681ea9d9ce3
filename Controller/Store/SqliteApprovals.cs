using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Reads approvals.</summary>
internal static class SqliteApprovals
{
    /// <summary>Condition for pending approvals.</summary>
    public const string Pending = "a.state = 'pending'";

    /// <summary>
    /// Condition for the approvals that a controller needs in memory: pending ones and decisions, of runs that are not over or can be resumed.
    /// </summary>
    public const string Standing =
        "a.state IN ('pending', 'approved', 'rejected') AND (r.ended_at IS NULL OR r.drained = 0 OR r.id IN (SELECT run FROM run_freezes))";

    /// <summary>Condition for all approvals.</summary>
    public const string All = "1";

    /// <summary>Reads the newest ones that satisfy a condition, oldest first.</summary>
    public static IReadOnlyList<ApprovalView> Read(SqliteConnection connection, string where, int limit)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"{Select} WHERE {where} ORDER BY a.seq DESC LIMIT $1";
        command.Parameters.AddWithValue("$1", limit);
        List<ApprovalView> newestFirst = ReadAll(command);
        newestFirst.Reverse();
        return newestFirst;
    }

    /// <summary>Reads one of them; null if there is none.</summary>
    public static ApprovalView? Find(SqliteConnection connection, string id)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"{Select} WHERE a.id = $1";
        command.Parameters.AddWithValue("$1", id);
        return ReadAll(command).SingleOrDefault();
    }

    private const string Select =
        """
        SELECT a.id, a.run, r.name, a.state, a.rule, a.place, a.context, a.fingerprint, a.route, a.host, a.method, a.path, a.asked_at, a.expires_at,
            a.decided_at, a.decided_by, x.any_host, x.once, x.until
        FROM approvals a JOIN runs r ON r.id = a.run LEFT JOIN approval_reach x ON x.approval = a.id
        """;

    private static List<ApprovalView> ReadAll(SqliteCommand command)
    {
        using SqliteDataReader row = command.ExecuteReader();
        List<ApprovalView> approvals = [];
        while (row.Read())
        {
            approvals.Add(new ApprovalView(
                row.GetString(0), row.GetString(1), row.GetString(2), row.Name<ApprovalState>(3), row.GetString(4), row.GetString(5), row.GetString(6),
                row.GetString(7), row.GetString(8), row.GetString(9), row.GetString(10), row.GetString(11), row.Time(12), row.Time(13),
                row.IsDBNull(14) ? null : row.Time(14), row.Text(15), row.Number(16) == 1, row.Number(17) == 1, row.IsDBNull(18) ? null : row.Time(18)));
        }

        return approvals;
    }
}
