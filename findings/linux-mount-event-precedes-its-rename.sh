#!/bin/sh
# Linux 6.18 (kernel): poll(2) on /proc/PID/mountinfo wakes while the rename that took the mount away is not done: the path still leads to the old file.
#
# Expected: a program waits for a mount to go that lay on a file (another program replaced the file by rename, as git config and editors do), and then reads the new file at that path:
# the mount goes because the new file is there.
# Seen: now and then it reads the old file's text, and what it then writes there replaces the new one. The kernel takes the mount off and tells of it in the midst of rename(2), with
# the folder locked, before the name leads to the new file. A look-up takes no lock; listing the folder does: after a listing the new text is read each time.
#
# Output seen:
#   read at the path alone: an old text was among them
#   read after a listing of the folder: the new text each time
# Needs python3, util-linux (unshare), two processors, and the right to make namespaces. It renames until an old text is seen, 200,000 times at the most.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/look.py" <<'PY'
import os, select, subprocess, sys, threading
folder, path, new = sys.argv[1], sys.argv[1] + '/file', sys.argv[1] + '/new'

def write(where, text):
    with open(where, 'w') as file:
        file.write(text)

def rounds(listing, most):
    """How often an old text was read, until it was once."""
    old = 0
    for number in range(most):
        subprocess_in.write(b'mount\n')
        subprocess_in.flush()
        subprocess_out.readline()
        with open(f'/proc/{inner.pid}/mountinfo') as table:
            table.read()
            poll = select.poll()
            poll.register(table, select.POLLPRI)
            write(new, str(number))
            renaming = threading.Thread(target=os.rename, args=(new, path))
            renaming.start()
            poll.poll(5000)
            if listing:
                os.listdir(folder)
            with open(path) as file:
                old += file.read() != str(number)
            renaming.join()
        if old:
            break
    return old

write(path, 'first')
inner = subprocess.Popen(['unshare', '-Urm', '--propagation', 'private', 'python3', sys.argv[2], path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
subprocess_in, subprocess_out = inner.stdin, inner.stdout
print('read at the path alone:', 'an old text was among them' if rounds(False, 200000) else 'the new text each time')
print('read after a listing of the folder:', 'an old text was among them' if rounds(True, 2000) else 'the new text each time')
inner.stdin.close()
inner.wait()
PY
cat > "$work/inner.py" <<'PY'
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
path = sys.argv[1].encode()
for line in sys.stdin.buffer:
    if libc.mount(path, path, None, 4096, None):  # MS_BIND
        raise OSError(ctypes.get_errno(), 'mount')
    os.write(1, b'mounted\n')
PY
seen=$(python3 "$work/look.py" "$work" "$work/inner.py")
echo "$seen"
[ "$seen" = "read at the path alone: an old text was among them
read after a listing of the folder: the new text each time" ]
