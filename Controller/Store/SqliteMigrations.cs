using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>
/// Brings a database to this program's schema: the numbered scripts in Migrations/, each in a transaction with its number in
/// <c>schema_version</c>. A script changes nothing that is there already, and is never edited once released.
/// </summary>
internal static class SqliteMigrations
{
    private const string Prefix = "BotBottle.Controller.Store.Migrations.";

    /// <exception cref="InvalidDataException">The database is newer than this program.</exception>
    public static void Apply(SqliteConnection connection)
    {
        SqliteConnections.Run(connection, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY) WITHOUT ROWID;");
        long current = VersionOf(connection);
        SortedDictionary<long, string> scripts = Scripts();
        if (current > scripts.Keys.Max())
        {
            throw new InvalidDataException(
                $"the database {connection.DataSource} has schema version {current}, this program knows up to {scripts.Keys.Max()}: use the newer program that wrote it");
        }

        foreach ((long version, string name) in scripts.Where(script => script.Key > current))
        {
            // One text: where a step fails, closing the connection rolls the whole script back.
            SqliteConnections.Run(connection, string.Create(CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE;\n{Read(name)}\nINSERT INTO schema_version (version) VALUES ({version});\nCOMMIT;"));
        }
    }

    private static long VersionOf(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(version), 0) FROM schema_version";
        return (long)command.ExecuteScalar()!;
    }

    private static SortedDictionary<long, string> Scripts()
    {
        SortedDictionary<long, string> scripts = [];
        foreach (string name in Assembly.GetExecutingAssembly().GetManifestResourceNames())
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                scripts.Add(long.Parse(name.AsSpan(Prefix.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture), name);
            }
        }

        return scripts;
    }

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
