#!/bin/sh
# Terminal.Gui 2.5.0 (NuGet): .tui/config.json of the current folder is applied as soon as the assembly is used, without any call that asks for settings.
#
# Expected: a library reads settings when the program asks for it (a builder, an Enable), from places that the program names.
# Seen: a module initializer reads ~/.tui/config.json, ./.tui/config.json and TUI_CONFIG before the first line of the library runs: whoever can write the folder in which an
# operator starts a program sets its keys, its characters for borders, its mode. A named pipe of this name stops the program for good.
#
# Output seen:
#   in an empty folder: Force16Colors False
#   beside a file of a repository: Force16Colors True
#   beside a named pipe: still waiting after 10 s
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 HOME="$work/home" NUGET_PACKAGES="${NUGET_PACKAGES:-$HOME/.nuget/packages}"
mkdir -p home empty repository/.tui pipe/.tui
cat > settings.cs <<'CS'
#:package Terminal.Gui@2.5.0
#:package Markdig@1.4.0
#:package System.IO.Abstractions@22.3.0
#:package TextMateSharp@2.0.5
#:package TextMateSharp.Grammars@2.0.5
#:property PublishAot=false
Console.WriteLine($"Force16Colors {Terminal.Gui.Drivers.Driver.Force16Colors}");
CS
dotnet publish settings.cs -o out > publish.txt 2>&1 || { cat publish.txt; exit 1; }
echo '{"Driver": {"Force16Colors": true}}' > repository/.tui/config.json
mkfifo pipe/.tui/config.json
first="in an empty folder: $(cd empty && dotnet ../out/settings.dll)"
second="beside a file of a repository: $(cd repository && dotnet ../out/settings.dll)"
third="beside a named pipe: $(cd pipe && timeout 10 dotnet ../out/settings.dll || echo "still waiting after 10 s")"
printf '%s\n' "$first" "$second" "$third"
[ "$first/$second/$third" = "in an empty folder: Force16Colors False/beside a file of a repository: Force16Colors True/beside a named pipe: still waiting after 10 s" ]
