#!/bin/sh
# util-linux 2.38.1 (Debian 12): `unshare --fork` hides that its child was killed by SIGKILL.
#
# Expected: `unshare --fork COMMAND` ends as its command did. It does for exit codes, and for SIGTERM, after which a shell reports 143.
# Seen: after SIGKILL, whether from the command itself, a supervisor or the kernel's OOM killer, it prints "sigprocmask unblock failed: Invalid argument" and exits with 1:
# it tries to end by the same signal and takes it from a mask that cannot hold it. A supervisor above it takes the kill for an ordinary failure.
#
# Output seen:
#   exit 3: 3
#   SIGTERM: 143
#   SIGKILL: 1 (sigprocmask unblock failed)
#   SIGKILL without unshare: 137
# Needs util-linux 2.38.1; no namespace is made, so no privilege is needed.
set -eu
case $(unshare --version) in *' 2.38.1') ;; *) echo "another version: $(unshare --version)"; exit 1 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ends() { ("$@") 2> "$work/said" && echo 0 || echo $?; }
left=$(ends unshare --fork sh -c 'exit 3')
term=$(ends unshare --fork sh -c 'kill -TERM $$')
kill=$(ends unshare --fork sh -c 'kill -KILL $$')
said=$(grep -o 'sigprocmask unblock failed' "$work/said" || true)
bare=$(ends sh -c 'kill -KILL $$')
echo "exit 3: $left"
echo "SIGTERM: $term"
echo "SIGKILL: $kill ($said)"
echo "SIGKILL without unshare: $bare"
[ "$left/$term/$kill/$said/$bare" = "3/143/1/sigprocmask unblock failed/137" ]
