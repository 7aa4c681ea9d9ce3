#!/bin/sh
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code): a HOME in which every question is answered still starts with one.
#
# Expected: with onboarding done, the folder trusted, the key approved, `permissions.defaultMode` set to `bypassPermissions` and its warning accepted
# (`skipDangerousModePermissionPrompt`), an interactive start comes to its prompt.
# Seen: it asks "Make auto mode your default permission mode?", with Yes chosen beforehand, so that the first Enter changes the mode that was set. The one mark that stops
# the question is `hasSeenAutoDefaultNudge` in ~/.claude.json, which no documentation of settings names.
#
# Output seen:
#   answered HOME: asks
#   with the mark: does not ask
# Needs npm, python3. The program finds nothing at its API's address and needs nothing there to start.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @anthropic-ai/claude-code@2.1.332 >/dev/null 2>&1
mkdir project
cat > start.py <<'PY'
import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

work, mark = os.getcwd(), sys.argv[1]
home = os.path.join(work, "home-" + mark)
os.makedirs(home + "/.claude")
state = {
    "hasCompletedOnboarding": True, "theme": "dark",
    "customApiKeyResponses": {"approved": ["12345678901234567890"], "rejected": []},
    "projects": {work + "/project": {"hasTrustDialogAccepted": True}},
}
if mark == "marked":
    state["hasSeenAutoDefaultNudge"] = True
json.dump(state, open(home + "/.claude.json", "w"))
json.dump({"permissions": {"defaultMode": "bypassPermissions"}, "skipDangerousModePermissionPrompt": True}, open(home + "/.claude/settings.json", "w"))
environment = {
    "PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm-256color", "IS_SANDBOX": "1", "DISABLE_AUTOUPDATER": "1",
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "ANTHROPIC_API_KEY": "sk-ant-api03-12345678901234567890", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
}
child, terminal = pty.fork()
if child == 0:
    os.chdir("project")
    os.execve(work + "/node_modules/.bin/claude", ["claude"], environment)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
shown, quiet_since, asks = b"", time.time(), False
while time.time() - quiet_since < 12 and not asks:
    if select.select([terminal], [], [], 0.5)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        shown += part
        text = re.sub(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\s+", b" ", shown)
        asks = b"auto mode your default" in re.sub(rb" +", b" ", text)
        if b"bypass permissions on" not in re.sub(rb" +", b" ", text):
            quiet_since = time.time()  # it is still starting
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
print("asks" if asks else "does not ask")
PY
answered=$(python3 start.py answered)
marked=$(python3 start.py marked)
echo "answered HOME: $answered"
echo "with the mark: $marked"
[ "$answered" = asks ] && [ "$marked" = "does not ask" ]
