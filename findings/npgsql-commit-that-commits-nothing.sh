#!/bin/sh
# Npgsql 10.0.3 (NuGet), PostgreSQL 15: a transaction in which a statement failed commits without an error, and nothing is stored.
#
# Expected: once a statement of a transaction has failed, CommitAsync throws, as each further statement does (25P02); or the rows from before the failure are there.
# Seen: CommitAsync returns as after a good transaction, and all rows are gone: the server answers COMMIT by ROLLBACK, and Npgsql does not look. So code that catches a duplicate
# key and goes on to the commit reports success. Microsoft.Data.Sqlite 10.0.15 keeps the row in the same code.
#
# Output seen:
#   Npgsql: second insert 23505, commit returns, rows 0
#   Npgsql, with a third insert: second insert 23505, third insert 25P02, commit returns, rows 0
#   Microsoft.Data.Sqlite: second insert 19, commit returns, rows 1
# Needs the .NET 10 SDK, PostgreSQL 15 (Debian's), and setpriv where it is started by root. The server is made for this run and listens on a socket file alone.
set -eu
work=$(mktemp -d)
bin=/usr/lib/postgresql/15/bin
as_user() { # the server does not run as root
  if [ "$(id -u)" -eq 0 ]; then setpriv --reuid nobody --regid nogroup --clear-groups "$@"; else "$@"; fi
}
trap 'as_user "$bin/pg_ctl" -D "$work/cluster/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
chmod 755 "$work"
mkdir -m 777 cluster
as_user "$bin/initdb" -D cluster/data -A trust -U tester -N >/dev/null
as_user "$bin/pg_ctl" -D cluster/data -w -l cluster/log -o "-c listen_addresses='' -c fsync=off -k $work/cluster" start >/dev/null
cat > commit.cs <<'CS'
#:package Npgsql@10.0.3
#:package Microsoft.Data.Sqlite@10.0.15
#:property PublishAot=false
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

await using NpgsqlConnection postgres = new($"Host={args[0]};Username=tester;Database=postgres;Pooling=false");
await using SqliteConnection sqlite = new("Data Source=:memory:");
await Tell("Npgsql", postgres, ["second"]);
await Tell("Npgsql, with a third insert", postgres, ["second", "third"]);
await Tell("Microsoft.Data.Sqlite", sqlite, ["second"]);

static async Task Tell(string label, DbConnection connection, string[] further)
{
    await connection.OpenAsync();
    await Run(connection, null, "CREATE TABLE line (id INTEGER PRIMARY KEY)");
    List<string> told = [];
    await using (DbTransaction transaction = await connection.BeginTransactionAsync())
    {
        await Run(connection, transaction, "INSERT INTO line VALUES (1)");
        foreach (string name in further)
        {
            try
            {
                await Run(connection, transaction, name == "second" ? "INSERT INTO line VALUES (1)" : "INSERT INTO line VALUES (3)");
            }
            catch (DbException error)
            {
                told.Add($"{name} insert {(error is SqliteException lite ? lite.SqliteErrorCode : error.SqlState)}");
            }
        }
        await transaction.CommitAsync();
        told.Add("commit returns");
    }
    told.Add($"rows {await Run(connection, null, "SELECT count(*) FROM line")}");
    await Run(connection, null, "DROP TABLE line");
    await connection.CloseAsync();
    Console.WriteLine($"{label}: {string.Join(", ", told)}");
}

static async Task<object?> Run(DbConnection connection, DbTransaction? transaction, string sql)
{
    await using DbCommand command = connection.CreateCommand();
    command.CommandText = sql;
    command.Transaction = transaction;
    return await command.ExecuteScalarAsync();
}
CS
seen=$(dotnet run commit.cs -- "$work/cluster")
echo "$seen"
[ "$seen" = "Npgsql: second insert 23505, commit returns, rows 0
Npgsql, with a third insert: second insert 23505, third insert 25P02, commit returns, rows 0
Microsoft.Data.Sqlite: second insert 19, commit returns, rows 1" ]
