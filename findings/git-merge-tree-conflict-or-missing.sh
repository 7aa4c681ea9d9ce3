#!/bin/sh
# git 2.39.5 (Debian 12): `git merge-tree --write-tree` ends with 1 for a conflict, and with 1 for a commit that does not exist.
#
# Expected: git-merge-tree(1) says 0 for a clean merge, 1 for one with conflicts, and something else where the merge could not be made.
# Seen: a name that no commit has gives 1 too. The difference is in the output alone: a conflict prints the name of a tree, a missing commit prints nothing there.
# Histories without a common commit do give another code. A program that takes 1 for a conflict and goes on has no tree in its hands.
#
# Output seen:
#   clean: 0, bytes 41
#   conflict: 1, first line 40
#   missing: 1, bytes 0
#   unrelated: 128, bytes 0
# Needs git 2.39.5.
set -eu
[ "$(git --version)" = 'git version 2.39.5' ] || { echo "another version: $(git --version)"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=o GIT_AUTHOR_EMAIL=o@o.test GIT_COMMITTER_NAME=o GIT_COMMITTER_EMAIL=o@o.test
cd "$work"
git init -q -b main r
cd r
echo a > a; git add a; git commit -qm first
for name in one two; do git switch -qc $name main; echo $name > a; git commit -qam $name; done
git switch -qc other main; echo o > o; git add o; git commit -qm other
git switch -q --orphan apart; echo x > x; git add x; git commit -qm apart
ask() { git merge-tree --write-tree "$@" > "$work/out" 2> /dev/null && echo 0 || echo $?; }
size() { wc -c < "$work/out"; }
clean=$(ask one other); clean_bytes=$(size)
conflict=$(ask one two); first=$(head -n 1 "$work/out" | tr -d '\n' | wc -c)
missing=$(ask one nosuch); missing_bytes=$(size)
unrelated=$(ask one apart); unrelated_bytes=$(size)
echo "clean: $clean, bytes $clean_bytes"
echo "conflict: $conflict, first line $first"
echo "missing: $missing, bytes $missing_bytes"
echo "unrelated: $unrelated, bytes $unrelated_bytes"
[ "$clean $clean_bytes|$conflict $first|$missing $missing_bytes|$unrelated $unrelated_bytes" = '0 41|1 40|1 0|128 0' ]
