#!/bin/sh
# git 2.39.5 (Debian 12): whether a change is found depends on the time of the index file itself, so a copy of an index is not the same index.
#
# Expected: a copied index (GIT_INDEX_FILE, a cloned work tree, a backup) holds all that git needs to compare files with it.
# Seen: for a file whose size and times are those of its entry, git reads the content only if the entry is not older than the index file. A file that is changed in the
# second of its commit to another of the same size is found with the index, found with a copy that keeps its time (cp -p), and not found with a plain copy: status and
# diff-files are empty, and `git add --all` with write-tree gives the tree of the commit. The times are set here, as a fast script leaves them.
# core.trustctime is false here, so that the change time of the inode does not tell.
#
# Output seen:
#   the index: M n
#   a copy with its time: M n
#   a plain copy: nothing, and the tree is that of the commit
# Needs git 2.39.5.
set -eu
[ "$(git --version)" = 'git version 2.39.5' ] || { echo "another version: $(git --version)"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=o GIT_AUTHOR_EMAIL=o@o.test GIT_COMMITTER_NAME=o GIT_COMMITTER_EMAIL=o@o.test
git init -q -b main "$work/r"
cd "$work/r"
git config core.trustctime false
echo 1 > n; touch -d @1000000000 n
git add .; git commit -qm first
echo 2 > n; touch -d @1000000000 n .git/index
cp .git/index "$work/plain"
cp -p .git/index "$work/kept"
see() { GIT_OPTIONAL_LOCKS=0 GIT_INDEX_FILE=$1 git status --short | sed 's/^ //'; }
own=$(see "$work/r/.git/index")
kept=$(see "$work/kept")
plain=$(see "$work/plain")
GIT_INDEX_FILE="$work/plain" git add --all
tree=$(GIT_INDEX_FILE="$work/plain" git write-tree)
[ "$tree" = "$(git rev-parse 'HEAD^{tree}')" ] && same='the tree is that of the commit' || same='another tree'
echo "the index: $own"
echo "a copy with its time: $kept"
echo "a plain copy: ${plain:-nothing}, and $same"
[ "$own|$kept|$plain|$same" = 'M n|M n||the tree is that of the commit' ]
