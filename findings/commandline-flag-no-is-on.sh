#!/bin/sh
# System.CommandLine 3.0.0 (NuGet): `--force=no` switches --force on.
#
# Expected: `--force=no` and `--force=0` are errors, since a bool is true or false; `@name` as an argument is the text `@name`.
# Seen: a value that is not a bool counts as if it were not there: the flag is on, and its value becomes an argument of the command, also where it was joined by `=`. So
# `clean --force=no build` forces, on two folders. An argument that begins with @ is the name of a file of arguments by default: a scoped npm package cannot be named unless
# `--` stands before it.
#
# Output seen:
#   --force=false build: force False, folders build
#   --force=no build: force True, folders no build
#   --force=0 build: force True, folders 0 build
#   --force:off build: force True, folders off build
#   @openai/codex: Error reading response file
#   -- @openai/codex: force False, folders @openai/codex
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > clean.cs <<'CS'
#:package System.CommandLine@3.0.0
#:property PublishAot=false
using System.CommandLine;

Option<bool> force = new("--force");
Argument<string[]> folders = new("folders");
RootCommand clean = new("clean") { force, folders };
foreach (string line in new[] { "--force=false build", "--force=no build", "--force=0 build", "--force:off build", "@openai/codex", "-- @openai/codex" })
{
    ParseResult result = clean.Parse(line.Split(' '));
    string told = result.Errors.Count > 0
        ? result.Errors[0].Message.Split(" '")[0]
        : $"force {result.GetValue(force)}, folders {string.Join(' ', result.GetValue(folders)!)}";
    Console.WriteLine($"{line}: {told}");
}
CS
seen=$(dotnet run clean.cs)
echo "$seen"
[ "$seen" = "--force=false build: force False, folders build
--force=no build: force True, folders no build
--force=0 build: force True, folders 0 build
--force:off build: force True, folders off build
@openai/codex: Error reading response file
-- @openai/codex: force False, folders @openai/codex" ]
