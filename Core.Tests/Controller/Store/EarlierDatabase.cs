using BotBottle.Controller.Store;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.Controller.Store;

/// <summary>
/// A database of a version before the table <c>migrations</c>: some of the scripts are applied, each recorded by its number in <c>schema_version</c>.
/// </summary>
internal static class EarlierDatabase
{
    /// <summary>The scripts of these versions.</summary>
    public static readonly string[] All = ["001", "002", "003", "004", "006", "007", "008", "009"];

    /// <summary>Writes a database and keeps it open: until the connection is closed, its newest rows are only in the write-ahead log.</summary>
    public static SqliteConnection Make(string path, params string[] scripts)
    {
        SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY) WITHOUT ROWID");
        foreach (string script in scripts)
        {
            Execute(connection, Text(script));
            Execute(connection, $"INSERT INTO schema_version VALUES ({script})");
        }

        return connection;
    }

    /// <summary>Adds a run that lives as long as a process.</summary>
    public static void AddRun(SqliteConnection connection, string id, int owner, long ownerStart) => Execute(
        connection,
        $"""
        INSERT INTO runs (id, name, token_hash, agent, isolation, command, folder, owner_pid, owner_start, started_at)
        VALUES ('{id}', 'name-{id}', x'00', 'agent-1', 'none', '["sleep"]', '/', {owner}, {ownerStart}, 0);
        INSERT INTO run_scopes VALUES ('{id}', 0, 'run:{id}'), ('{id}', 1, 'agent:agent-1'), ('{id}', 2, 'host');
        """);

    /// <summary>Adds calls of a run with consecutive ids, every third one for another provider, and adds their tokens to its counters.</summary>
    public static void AddCalls(SqliteConnection connection, string run, int first, int count) => Execute(
        connection,
        $"""
        BEGIN;
        WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {first + count - 1})
        INSERT INTO ledger (exchange, run, provider, host, path, model, status, input, cache_read, cache_write, output, reasoning, charged, quality, exchange_end,
            started_at, ended_at, committed_at)
        SELECT 'x' || i, '{run}', iif(i % 3, 'claude', 'codex'), 'api.example.com', '/v1/messages', 'model-' || i % 5, 200, i % 7, 0, 0, 1, 0, 1 + i % 7, 'exact', 'complete',
            i * 1000, i * 1000, i * 1000 FROM n;
        INSERT INTO counters (scope, provider, tokens, requests)
        SELECT s.scope, l.provider, sum(l.charged), count(*) FROM ledger l JOIN run_scopes s ON s.run = l.run WHERE true GROUP BY 1, 2
        ON CONFLICT (scope, provider) DO UPDATE SET tokens = excluded.tokens, requests = excluded.requests;
        COMMIT;
        """);

    public static void Execute(SqliteConnection connection, string sql) => SqliteConnections.Run(connection, sql);

    public static object? Value(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static object? Value(string path, string sql)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False;Mode=ReadWrite");
        connection.Open();
        return Value(connection, sql);
    }

    private static string Text(string script)
    {
        System.Reflection.Assembly program = typeof(SqliteLedgerStore).Assembly;
        string name = program.GetManifestResourceNames().Single(name => name.Contains($".Migrations.{script}-", StringComparison.Ordinal));
        using StreamReader reader = new(program.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
