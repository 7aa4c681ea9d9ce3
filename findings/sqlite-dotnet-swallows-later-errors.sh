#!/bin/sh
# Microsoft.Data.Sqlite 10.0.15 (SQLite 3.53.3): a statement that fails after one that returns rows fails silently.
#
# Expected: a command of two statements throws if the second one breaks a constraint, as it does if the first one does.
# Seen: what follows the first statement with columns runs when the reader is disposed, and errors there are dropped. So `INSERT ... RETURNING id; INSERT ...` by ExecuteScalar
# returns the id, `SELECT 1; INSERT ...` by ExecuteNonQuery returns -1, and in a transaction the commit goes through with the second row missing. The same statements the other way
# round, or a call of NextResult, throw. What does not fail does run, so nothing looks wrong in a test of the good case.
#
# Output seen:
#   duplicate key first: error 19
#   duplicate key after INSERT RETURNING, ExecuteScalar: 10
#   duplicate key after SELECT, ExecuteNonQuery: -1
#   duplicate key after SELECT, reader disposed: no error
#   duplicate key after SELECT, NextResult: error 19
#   transaction with that in it: committed
#   good row after SELECT, ExecuteNonQuery: 1
#   rows: 1,10,20,30
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > errors.cs <<'CS'
#:package Microsoft.Data.Sqlite@10.0.15
#:property PublishAot=false
using Microsoft.Data.Sqlite;

using SqliteConnection connection = new("Data Source=:memory:");
connection.Open();
Run("CREATE TABLE line (id INTEGER PRIMARY KEY, word TEXT)", command => command.ExecuteNonQuery());
Run("INSERT INTO line VALUES (1, 'first')", command => command.ExecuteNonQuery());

const string duplicate = "INSERT INTO line VALUES (1, 'again')";
Tell("duplicate key first", $"{duplicate}; SELECT 1", command => command.ExecuteScalar());
Tell("duplicate key after INSERT RETURNING, ExecuteScalar", $"INSERT INTO line VALUES (10, 'new') RETURNING id; {duplicate}", command => command.ExecuteScalar());
Tell("duplicate key after SELECT, ExecuteNonQuery", $"SELECT 1; {duplicate}", command => command.ExecuteNonQuery());
Tell("duplicate key after SELECT, reader disposed", $"SELECT 1; {duplicate}", command =>
{
    using SqliteDataReader reader = command.ExecuteReader();
    reader.Read();
    return "no error";
});
Tell("duplicate key after SELECT, NextResult", $"SELECT 1; {duplicate}", command =>
{
    using SqliteDataReader reader = command.ExecuteReader();
    return reader.NextResult();
});
using (SqliteTransaction transaction = connection.BeginTransaction())
{
    Run($"INSERT INTO line VALUES (30, 'one half') RETURNING id; {duplicate}", command =>
    {
        command.Transaction = transaction;
        return command.ExecuteScalar();
    });
    transaction.Commit();
    Console.WriteLine("transaction with that in it: committed");
}
Tell("good row after SELECT, ExecuteNonQuery", "SELECT 1; INSERT INTO line VALUES (20, 'good')", command => command.ExecuteNonQuery());
Tell("rows", "SELECT group_concat(id) FROM line", command => command.ExecuteScalar());

object? Run(string sql, Func<SqliteCommand, object?> how)
{
    using SqliteCommand command = connection.CreateCommand();
    command.CommandText = sql;
    return how(command);
}

void Tell(string label, string sql, Func<SqliteCommand, object?> how)
{
    string outcome;
    try
    {
        outcome = $"{Run(sql, how)}";
    }
    catch (SqliteException error)
    {
        outcome = $"error {error.SqliteErrorCode}";
    }
    Console.WriteLine($"{label}: {outcome}");
}
CS
seen=$(dotnet run errors.cs)
echo "$seen"
[ "$seen" = "duplicate key first: error 19
duplicate key after INSERT RETURNING, ExecuteScalar: 10
duplicate key after SELECT, ExecuteNonQuery: -1
duplicate key after SELECT, reader disposed: no error
duplicate key after SELECT, NextResult: error 19
transaction with that in it: committed
good row after SELECT, ExecuteNonQuery: 1
rows: 1,10,20,30" ]
