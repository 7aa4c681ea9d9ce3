using System.Reflection;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>
/// Migrates a database to this program's schema. Each script in Migrations/ that the table <c>migrations</c> does not name is applied in the order of names, in
/// one transaction with its name. A script does not change existing rows, needs no script with a higher number, and is never edited once released. Tables of
/// new scripts are STRICT.
/// </summary>
internal static class SqliteMigrations
{
    private const string Prefix = "BotBottle.Controller.Store.Migrations.";

    /// <param name="connection">The writer's connection.</param>
    /// <param name="tell">Receives a line for the log: the path of the backup, after the one change that earlier programs cannot read.</param>
    /// <exception cref="InvalidDataException">The database is newer than this program.</exception>
    /// <exception cref="StoreUnavailableException">The backup cannot be written. The database is unchanged.</exception>
    public static void Apply(SqliteConnection connection, Action<string> tell)
    {
        string[] scripts = Scripts();
        HashSet<string> tables = Texts(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'");
        HashSet<string> applied = tables.Contains("migrations") ? Texts(connection, "SELECT name FROM migrations") : Begin(connection, scripts, tables, tell);
        if (applied.Except(scripts).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw Newer(connection, $"has the migration {unknown}, which this program does not know");
        }

        // Inside a transaction this setting has no effect, and a script that replaces a table would empty the tables that refer to it.
        SqliteConnections.Run(connection, "PRAGMA foreign_keys=OFF;");
        foreach (string script in scripts.Where(script => !applied.Contains(script)))
        {
            // One text: if a step fails, closing the connection rolls back the whole script.
            SqliteConnections.Run(connection, $"BEGIN IMMEDIATE;\n{Read(script)}\n{Record(script)}\nCOMMIT;");
        }

        SqliteConnections.Run(connection, "PRAGMA foreign_keys=ON;");
    }

    /// <summary>Creates the table of applied scripts; an earlier program's <c>schema_version</c> tells which numbers are applied.</summary>
    private static HashSet<string> Begin(SqliteConnection connection, string[] scripts, HashSet<string> tables, Action<string> tell)
    {
        HashSet<string> applied = [];
        if (tables.Contains("schema_version"))
        {
            foreach (string number in Texts(connection, "SELECT printf('%03d', version) FROM schema_version"))
            {
                string script = scripts.FirstOrDefault(script => script.StartsWith(number + "-", StringComparison.Ordinal))
                    ?? throw Newer(connection, $"has schema version {number}, this program knows up to {scripts[^1][..3]}");
                applied.Add(script);
            }
        }

        string? backup = tables.Count > 0 ? SqliteBackup.Make(connection) : null;
        try
        {
            SqliteConnections.Run(
                connection,
                $"""
                BEGIN IMMEDIATE;
                CREATE TABLE migrations (
                    name       TEXT NOT NULL PRIMARY KEY,
                    applied_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                {string.Concat(applied.Select(Record))}
                DROP TABLE IF EXISTS schema_version;
                COMMIT;
                """);
        }
        catch (SqliteException) when (backup is not null)
        {
            SqliteBackup.Remove(backup); // nothing was changed, and each further start would leave a copy
            throw;
        }

        if (backup is not null)
        {
            tell(
                $"the database {connection.DataSource} was migrated. Earlier versions of bot-bottle cannot read it and report it as damaged. Its backup in "
                    + $"the old form is {backup}. " +
                "To go back to an earlier version, stop the controller and put that file in its place; otherwise remove it");
        }

        return applied;
    }

    private static string Record(string script) => $"INSERT INTO migrations VALUES ('{script}', CAST(unixepoch('subsec') * 1000 AS INTEGER));";

    private static InvalidDataException Newer(SqliteConnection connection, string what) =>
        new($"the database {connection.DataSource} {what}: use the newer program that wrote it");

    private static HashSet<string> Texts(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader row = command.ExecuteReader();
        HashSet<string> texts = [];
        while (row.Read())
        {
            texts.Add(row.GetString(0));
        }

        return texts;
    }

    private static string[] Scripts() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name[Prefix.Length..]))
            .Order(StringComparer.Ordinal),
    ];

    private static string Read(string script)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{script}.sql")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
