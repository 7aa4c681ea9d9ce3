#!/bin/sh
# .NET 10.0 (SDK 10.0.401, Debian 12): one byte written to Console.OpenStandardError() on a terminal comes with a switch of the terminal's cursor keys.
#
# Expected: OpenStandardError() is the raw stream, so that what a program writes to it is all that arrives; only Console's readers and cursor calls touch the terminal.
# Seen: the first write makes the runtime take the terminal over: the byte is preceded by terminfo's smkx (application cursor keys and keypad, ESC [ ? 1 h ESC =), and nothing
# undoes it at the program's end. A FileStream on the same descriptor writes the byte alone. So a program that shows somebody else's screen and now and then writes a line to standard error
# changes what the arrow keys of that screen send.
#
# Output seen:
#   OpenStandardError: ESC[?1hESC=x
#   FileStream: x
# Needs the .NET SDK 10 and python3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet new console --output app >/dev/null
cat > app/Program.cs <<'CS'
using Microsoft.Win32.SafeHandles;
Stream stream = args[0] == "OpenStandardError" ? Console.OpenStandardError() : new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
stream.Write("x"u8);
CS
dotnet build app --output built >/dev/null
cat > show.py <<'PY'
import os, pty, sys
for way in ('OpenStandardError', 'FileStream'):
    child, terminal = pty.fork()
    if child == 0:
        os.environ['TERM'] = 'xterm'
        os.execvp('dotnet', ['dotnet', 'built/app.dll', way])
    shown = b''
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:
        pass  # the other side is closed
    os.waitpid(child, 0)
    print(f"{way}: {shown.decode().replace(chr(27), 'ESC')}")
PY
seen=$(python3 show.py)
echo "$seen"
[ "$seen" = "OpenStandardError: ESC[?1hESC=x
FileStream: x" ]
