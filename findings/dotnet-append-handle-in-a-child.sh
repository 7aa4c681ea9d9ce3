#!/bin/sh
# .NET 10.0 (SDK 10.0.4xx, Linux): a file that is opened to append is not opened to append.
#
# Expected: `File.OpenHandle(path, FileMode.Append, FileAccess.Write)` opens with O_APPEND, as a shell's `>>` does, so a child process that gets the descriptor as its
# standard output adds to the file's end; or at the least the descriptor stands at the end.
# Seen: the flag is not set and the descriptor stands at 0: what the child writes goes over the file's beginning, and its exit code is 0. A FileStream of the same mode,
# whose handle is passed on, stands at the end (without the flag, too).
#
# Output seen:
#   OpenHandle: newst line
#   FileStream: first linenew
#   shell >>: first line+new
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > append.cs <<'CS'
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

SafeFileHandle handle = args[0] == "handle"
    ? File.OpenHandle(args[1], FileMode.Append, FileAccess.Write)
    : new FileStream(args[1], FileMode.Append, FileAccess.Write).SafeFileHandle;
if (Native.dup2((int)handle.DangerousGetHandle(), 1) < 0)
{
    return 1;
}
using Process child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "printf new"]) { UseShellExecute = false })!;
child.WaitForExit();
return child.ExitCode;

static class Native
{
    [DllImport("libc")]
    public static extern int dup2(int from, int to);
}
CS
for way in handle stream; do
  printf 'first line' > "$way.txt"
  dotnet run append.cs -- "$way" "$work/$way.txt"
done
printf 'first line+' > shell.txt
sh -c 'printf new' >> shell.txt
echo "OpenHandle: $(cat handle.txt)"
echo "FileStream: $(cat stream.txt)"
echo "shell >>: $(cat shell.txt)"
[ "$(cat handle.txt)" = 'newst line' ] && [ "$(cat stream.txt)" = 'first linenew' ] && [ "$(cat shell.txt)" = 'first line+new' ]
