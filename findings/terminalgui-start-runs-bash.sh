#!/bin/sh
# Terminal.Gui 2.5.0 (NuGet): on Linux, Init on a terminal starts `bash -c "which xclip"`, before any view asks for a clipboard.
#
# Expected: Init prepares the terminal; the clipboard's program is looked for when a view copies or pastes, and without a shell.
# Seen: each start runs bash out of PATH, and waits for it. A program that starts no other program has one now: its sandbox must allow it, and .NET's first child process makes
# the runtime keep and restore the terminal's settings from then on. Without a terminal (redirected input or output) nothing is started.
#
# Output seen:
#   started: -c which xclip
#   redirected: nothing
# Needs the .NET 10 SDK and script (util-linux).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > start.cs <<'CS'
#:package Terminal.Gui@2.5.0
#:package Markdig@1.4.0
#:package System.IO.Abstractions@22.3.0
#:package TextMateSharp@2.0.5
#:package TextMateSharp.Grammars@2.0.5
#:property PublishAot=false
using Terminal.Gui.App;

Application.Create().Init().Dispose();
CS
dotnet publish start.cs -o out > publish.txt 2>&1 || { cat publish.txt; exit 1; }
mkdir bin
printf '#!/bin/sh\necho "started: $*" >> %s/seen.txt\nexit 1\n' "$work" > bin/bash
chmod +x bin/bash
export PATH="$work/bin:$PATH" TERM=xterm-256color
SHELL=/bin/sh script -qec "dotnet out/start.dll" typescript > /dev/null 2>&1 < /dev/null || true
cat seen.txt 2> /dev/null || echo "nothing on a terminal"
mv -f seen.txt terminal.txt 2> /dev/null || touch terminal.txt
dotnet out/start.dll > /dev/null 2>&1 < /dev/null || true
echo "redirected: $(cat seen.txt 2> /dev/null || echo nothing)"
[ "$(cat terminal.txt)" = "started: -c which xclip" ] && [ ! -e seen.txt ]
