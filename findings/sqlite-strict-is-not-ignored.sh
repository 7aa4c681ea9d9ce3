#!/bin/sh
# SQLite 3.53.3 (by Microsoft.Data.Sqlite 10.0.15): INSERT OR IGNORE passes over every broken rule of a row but the type of a STRICT table.
#
# Expected: a wrong type in a STRICT table is a constraint like the others: its error is SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_DATATYPE, 3091), so OR IGNORE leaves out the
# row and keeps the rest.
# Seen: the statement fails and none of its rows is stored, where the same rule as a CHECK leaves out one row. A table that is made STRICT in place of its
# CHECK (typeof(...)) turns an import that skips bad rows into one that stores nothing.
#
# Output seen (rows 1, the bad one and 3):
#   UNIQUE: stored 1,3
#   NOT NULL: stored 1,3
#   CHECK typeof: stored 1,3
#   STRICT: error 19/3091, stored nothing
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > ignore.cs <<'CS'
#:package Microsoft.Data.Sqlite@10.0.15
#:property PublishAot=false
using Microsoft.Data.Sqlite;

using SqliteConnection connection = new("Data Source=:memory:");
connection.Open();
foreach ((string label, string table, string bad) in new[]
{
    ("UNIQUE", "(id UNIQUE)", "1"),
    ("NOT NULL", "(id NOT NULL)", "NULL"),
    ("CHECK typeof", "(id INTEGER CHECK (typeof(id) = 'integer'))", "'word'"),
    ("STRICT", "(id INTEGER) STRICT", "'word'"),
})
{
    Run($"DROP TABLE IF EXISTS line");
    Run($"CREATE TABLE line {table}");
    string error = "";
    try
    {
        Run($"INSERT OR IGNORE INTO line VALUES (1), ({bad}), (3)");
    }
    catch (SqliteException exception)
    {
        error = $"error {exception.SqliteErrorCode}/{exception.SqliteExtendedErrorCode}, ";
    }
    Console.WriteLine($"{label}: {error}stored {Run("SELECT ifnull(group_concat(id), 'nothing') FROM line")}");
}

object? Run(string sql)
{
    using SqliteCommand command = connection.CreateCommand();
    command.CommandText = sql;
    return command.ExecuteScalar();
}
CS
seen=$(dotnet run ignore.cs)
echo "$seen"
[ "$seen" = "UNIQUE: stored 1,3
NOT NULL: stored 1,3
CHECK typeof: stored 1,3
STRICT: error 19/3091, stored nothing" ]
