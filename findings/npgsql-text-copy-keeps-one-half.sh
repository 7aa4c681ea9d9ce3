#!/bin/sh
# Npgsql 10.0.3 (NuGet), PostgreSQL 15: an exception within a text import stores what was written so far; within a binary import it stores nothing.
#
# Expected: both importers are left by the same exception through the same `await using`, so both give the import up: the binary one is documented to do so unless CompleteAsync was
# called.
# Seen: BeginBinaryImportAsync rolls back, BeginTextImportAsync finishes: its writer is a TextWriter, whose disposal means that all is written. Of three rows, with a failure
# before the third, two are in the table, and the exception on its way looks like that of an import that failed. A line that was begun when the exception came is sent as well:
# cut short where its columns allow it, it becomes a row with half a text.
#
# Output seen:
#   binary: exception; rows: none
#   text, between lines: exception; rows: 1 first, 2 second
#   text, within a line: exception; rows: 1 first, 2 sec
#   text, in a transaction that is not committed: exception; rows: none
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
cat > import.cs <<'CS'
#:package Npgsql@10.0.3
#:property PublishAot=false
using Npgsql;

await using NpgsqlConnection connection = new($"Host={args[0]};Username=tester;Database=postgres;Pooling=false");
await connection.OpenAsync();
await Run("CREATE TABLE line (id integer, word text)");
await Tell("binary", async () =>
{
    await using NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync("COPY line FROM STDIN (FORMAT binary)");
    foreach ((int id, string word) in new[] { (1, "first"), (2, "second") })
    {
        await importer.StartRowAsync();
        await importer.WriteAsync(id);
        await importer.WriteAsync(word);
    }
    throw new InvalidDataException();
});
await Tell("text, between lines", () => Text("1\tfirst\n2\tsecond\n"));
await Tell("text, within a line", () => Text("1\tfirst\n2\tsec"));
await Tell("text, in a transaction that is not committed", async () =>
{
    await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
    await Text("1\tfirst\n2\tsecond\n");
});

async Task Text(string written)
{
    await using TextWriter writer = await connection.BeginTextImportAsync("COPY line FROM STDIN");
    await writer.WriteAsync(written);
    throw new InvalidDataException();
}

async Task Tell(string label, Func<Task> import)
{
    string end = "no exception";
    try
    {
        await import();
    }
    catch (InvalidDataException)
    {
        end = "exception";
    }
    Console.WriteLine($"{label}: {end}; rows: {await Run("SELECT coalesce(string_agg(id || ' ' || word, ', ' ORDER BY id), 'none') FROM line")}");
    await Run("TRUNCATE line");
}

async Task<object?> Run(string sql)
{
    await using NpgsqlCommand command = new(sql, connection);
    return await command.ExecuteScalarAsync();
}
CS
seen=$(dotnet run import.cs -- "$work/cluster")
echo "$seen"
[ "$seen" = "binary: exception; rows: none
text, between lines: exception; rows: 1 first, 2 second
text, within a line: exception; rows: 1 first, 2 sec
text, in a transaction that is not committed: exception; rows: none" ]
