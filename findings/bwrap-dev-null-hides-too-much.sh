#!/bin/sh
# bubblewrap 0.8.0 (Debian 12): a file that is covered by /dev/null cannot be opened.
#
# Expected: `--ro-bind /dev/null FILE` makes FILE read as empty, as `mount --bind /dev/null FILE` does: the usual way to hide a configuration file from a program.
# Seen: opening it fails with "Permission denied", also for root, since bwrap mounts each bind with nodev, and a device on such a mount does not open. A program that skips a file
# which is missing or empty often stops at one that it may not read: git does so with a hidden configuration. `--dev-bind` gives the empty file, `--ro-bind-data` with an
# empty descriptor too.
#
# Output seen:
#   mount --bind: empty
#   --ro-bind: Permission denied
#   --bind: Permission denied
#   --dev-bind: empty
#   --ro-bind-data: empty
#   git status with its configuration under --ro-bind: fatal: unknown error occurred while reading the configuration files
# Needs bwrap, git, unshare (user namespaces).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo secret > file
git init -q .
mkdir home
git config --file home/.gitconfig user.name none
told() { # what the file reads as, or why it does not open
  if content=$("$@" 2>&1); then
    if [ -z "$content" ]; then echo empty; else echo "$content"; fi
  else
    echo "${content##*: }"
  fi
}
seen=$(
  echo "mount --bind: $(told unshare --user --map-root-user --mount sh -c 'mount --bind /dev/null file && cat file')"
  echo "--ro-bind: $(told bwrap --ro-bind / / --ro-bind /dev/null "$work/file" cat file)"
  echo "--bind: $(told bwrap --ro-bind / / --bind /dev/null "$work/file" cat file)"
  echo "--dev-bind: $(told bwrap --ro-bind / / --dev-bind /dev/null "$work/file" cat file)"
  echo "--ro-bind-data: $(told bwrap --ro-bind / / --ro-bind-data 7 "$work/file" cat file 7</dev/null)"
  echo "git status with its configuration under --ro-bind: $(HOME=$work/home bwrap --ro-bind / / --dev /dev --ro-bind /dev/null "$work/home/.gitconfig" git status 2>&1 | grep fatal)"
)
echo "$seen"
[ "$seen" = "mount --bind: empty
--ro-bind: Permission denied
--bind: Permission denied
--dev-bind: empty
--ro-bind-data: empty
git status with its configuration under --ro-bind: fatal: unknown error occurred while reading the configuration files" ]
