#!/bin/sh
# git 2.39.5 (Debian 12): a fast-forward removes files that are staged below a folder which becomes a file.
#
# Expected: `git merge --ff-only` and `git switch` refuse to overwrite what is staged ("Your local changes to the following files would be overwritten"). They do for
# a staged change of a known file, and a merge that needs a commit does here too.
# Seen: a new file d/x, staged, is gone from the index and from the folder after a fast-forward to a commit in which d is a file; the exit code is 0 and no line
# says so. `git switch` does the same. The content is left as an object that only `git fsck --lost-found` names.
#
# Output seen:
#   merge --ff-only: 0, index: d, file: gone
#   switch: 0, index: d, file: gone
#   a merge that needs a commit: 2, index: d/b d/x y, file: there
#   left as an object: 1
# Needs git 2.39.5.
set -eu
[ "$(git --version)" = 'git version 2.39.5' ] || { echo "another version: $(git --version)"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=o GIT_AUTHOR_EMAIL=o@o.test GIT_COMMITTER_NAME=o GIT_COMMITTER_EMAIL=o@o.test
begin() {
    rm -rf "$work/r"
    git init -q -b main "$work/r"
    cd "$work/r"
    mkdir d; echo b > d/b; git add .; git commit -qm first
    git switch -qc other; git rm -rq d; echo x > d; git add d; git commit -qm 'd is a file'; git switch -q main
}
stage() { echo staged > d/x; git add d/x; }
end() { "$@" > /dev/null 2>&1 && code=0 || code=$?; echo "$code, index: $(git ls-files | tr '\n' ' ' | sed 's/ $//'), file: $([ -f d/x ] && echo there || echo gone)"; }
begin; stage; forward=$(end git merge --ff-only other)
left=$(git fsck --lost-found 2> /dev/null | grep -c 'dangling blob' || true)
begin; stage; switch=$(end git switch other)
begin; echo y > y; git add y; git commit -qm y; stage; commit=$(end git merge --no-edit other)
echo "merge --ff-only: $forward"
echo "switch: $switch"
echo "a merge that needs a commit: $commit"
echo "left as an object: $left"
[ "$forward|$switch|$commit|$left" = '0, index: d, file: gone|0, index: d, file: gone|2, index: d/b d/x y, file: there|1' ]
