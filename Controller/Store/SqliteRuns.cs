using System.Text.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Reads runs.</summary>
internal static class SqliteRuns
{
    /// <summary>Condition for the runs that a controller has in memory: live ones, ones with spools left to drain, and frozen ones.</summary>
    public const string Open = "(ended_at IS NULL OR drained = 0 OR id IN (SELECT run FROM run_freezes))";

    private const string Columns =
        """
        SELECT id, name, token_hash, agent, isolation, shutdown, command, folder, owner_pid, owner_start, agent_pid, agent_start,
            operator_cut, budget_cut, kill_ordered, requests, refusals, started_at, ended_at, exit_code, final_budgets, drained,
            (SELECT json_group_array(scope) FROM (SELECT scope FROM run_scopes WHERE run = id ORDER BY rank)),
            NOT EXISTS (SELECT 1 FROM unsupervised_runs WHERE run = id),
            (SELECT egress FROM run_egress WHERE run = id),
            (SELECT shutdown FROM run_shutdown_at_least WHERE run = id),
            (SELECT step FROM run_freezes WHERE run = id)
        FROM runs
        """;

    public static IReadOnlyList<RunRecord> Read(SqliteConnection connection, string where)
    {
        using SqliteCommand command = connection.CreateCommand();
        return Read(command, where);
    }

    /// <summary>Reads the runs with one of the ids.</summary>
    public static IReadOnlyList<RunRecord> Read(SqliteConnection connection, IReadOnlyList<string> ids)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Parameters.AddWithValue("$1", SqliteValues.Json(ids, StoreJson.Default.IReadOnlyListString));
        return Read(command, "id IN (SELECT value FROM json_each($1))");
    }

    private static List<RunRecord> Read(SqliteCommand command, string where)
    {
        command.CommandText = $"{Columns} WHERE {where} ORDER BY rowid";
        using SqliteDataReader row = command.ExecuteReader();
        List<RunRecord> runs = [];
        while (row.Read())
        {
            runs.Add(ReadOne(row));
        }

        return runs;
    }

    private static RunRecord ReadOne(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.Text(3), Named(row.GetString(22), ScopeKind.Bottle),
        row.Name<IsolationKind>(4), row.IsDBNull(5) ? null : row.Name<CutoffPolicy>(5),
        row.Json(6, StoreJson.Default.IReadOnlyListString)!, row.GetString(7), row.GetInt32(8), row.GetInt64(9), row.Time(17),
        Named(row.GetString(22), ScopeKind.Repository).FirstOrDefault())
    {
        Supervised = row.GetInt64(23) != 0,
        Process = row.Number(10) is { } pid ? new RunLaunched((int)pid, row.GetInt64(11)) : null,
        OperatorCut = row.Json(12, ControlJson.Default.EgressCut),
        BudgetCut = row.Json(13, ControlJson.Default.EgressCut),
        KillOrdered = row.GetInt64(14) != 0,
        Requests = row.GetInt64(15),
        Refusals = row.GetInt64(16),
        EndedAt = row.IsDBNull(18) ? null : row.Time(18),
        ExitCode = (int?)row.Number(19),
        FinalBudgets = row.Json(20, ControlJson.Default.IReadOnlyListBudgetView) ?? [],
        Drained = row.GetInt64(21) != 0,
        Egress = row.Json(24, ControlJson.Default.RunEgress),
        Freeze = row.IsDBNull(26) ? null : row.Name<FreezeStep>(26),
        ShutdownAtLeast = row.IsDBNull(25) ? null : row.Name<CutoffPolicy>(25),
    };

    /// <summary>Gets the names of the chain's scopes of one kind, nearest first.</summary>
    private static List<string> Named(string chain, ScopeKind kind)
    {
        List<string> names = [];
        foreach (string text in JsonSerializer.Deserialize(chain, StoreJson.Default.IReadOnlyListString)!)
        {
            if (Scope.TryParse(text, out Scope scope) && scope.Kind == kind)
            {
                names.Add(scope.Id!);
            }
        }

        return names;
    }
}
