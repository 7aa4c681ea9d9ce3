#!/bin/sh
# git in a bottle: runs the real git, and adds a sentence if it could not write the repository's read-only settings.
git=@GIT@

here=. dir= skip= sub= first= last= kind= deep=
for word; do
  if [ "$sub" ]; then
    [ "$first" ] || first=$word
    last=$word
    case $sub:$word in
      clone:--bare | clone:--mirror | clone:--separate-git-dir*) kind=bare ;;
      clone:--recurse*) deep=1 ;;
      push:-u | push:-uf | push:-fu | push:--set-upstream | pull:--set-upstream | fetch:--set-upstream) kind=upstream ;;
      branch:-u* | branch:--set-upstream-to* | branch:--unset-upstream) kind=upstream ;;
      branch:-t | branch:--track* | switch:-t | switch:--track* | checkout:-t | checkout:--track*) kind=upstream ;;
      branch:-[mMcC] | branch:--move | branch:--copy | branch:--edit-description) kind=move ;;
      branch:-[dD] | branch:--delete) kind=delete ;;
      commit:-S* | commit:--gpg-sign* | tag:-s | tag:--sign | tag:-u* | tag:--local-user*) kind=sign ;;
    esac
    continue
  fi
  # Parses the options before the subcommand that select the repository.
  case $skip:$word in
    -C:/*) here=$word skip= ;;
    -C:*) here=$here/$word skip= ;;
    --git-dir:*) dir=$word skip= ;;
    -*:*) skip= ;;
    :--git-dir=*) dir=${word#*=} ;;
    :-C | :--git-dir | :-c | :--work-tree | :--namespace | :--super-prefix | :--config-env) skip=$word ;;
    :-*) ;;
    *) sub=$word ;;
  esac
done
case $sub:$first in
  config:* | init:* | submodule:* | sparse-checkout:* | lfs:*) kind=$sub ;;
  clone:*) [ "$kind" ] || kind=clone ;;
  remote:add | remote:rename | remote:rm | remote:remove | remote:set-url | remote:set-branches) kind=remote ;;
esac

# This folder contains empty read-only folders for names that the host would obey. git clones only into an empty folder, so it clones beside them.
# Tracked files of such names cannot be checked out here; they are marked so that no commit deletes them.
only_stubs() {
  found=
  for entry in .[!.]* *; do
    { [ -e "$entry" ] || [ -L "$entry" ]; } || continue
    { [ -d "$entry" ] && [ ! -L "$entry" ] && [ ! -w "$entry" ] && [ -z "$(ls -A "$entry")" ]; } || return 1
    found="$found $entry"
  done
  [ "$found" ]
}
clone_here() {
  for word; do [ "$word" = "$last" ] || set -- "$@" "$word"; shift; done # without the folder's name
  new=$(mktemp -d .clone.XXXXXX) || exit
  trap 'rm -rf "$new"; exit 130' INT TERM HUP
  "$git" "$@" --no-checkout "$new" || { code=$?; rm -rf "$new"; exit $code; }
  mv "$new/.git" .git && rmdir "$new" || exit
  trap - INT TERM HUP
  "$git" rev-parse -q --verify HEAD >/dev/null || exit 0 # an empty repository
  "$git" read-tree HEAD || exit
  left=$("$git" ls-files -- $found)
  [ -z "$left" ] || "$git" ls-files -z -- $found | "$git" update-index -z --skip-worktree --stdin
  "$git" checkout-index -q -a -u || exit
  [ -z "$left" ] || echo "bot-bottle: read-only in the bottle, because the host obeys them, and so not checked out:" $left >&2
  [ -z "$deep" ] || exec "$git" submodule update --init --recursive
  exit 0
}
case $kind:$here:$last in
  clone:.:. | clone:.:./ | clone:.:"$PWD") if only_stubs; then clone_here "$@"; fi ;;
esac
case $kind in clone | bare) kind= ;; esac

# Most commands write no settings: this shell is replaced by git.
[ "$kind" ] || exec "$git" "$@"
trap : INT QUIT # both get the terminal's signals, and git decides
"$git" "$@"
code=$?
trap - INT QUIT
case $kind:$code in
  *:130) kill -s INT $$ ;;
  sign:0) # git 2.39 takes a failure of ssh-keygen for success, and makes the tag without a signature
    [ $sub = tag ] && [ -z "$("$git" -C "$here" for-each-ref --sort=-creatordate --count=1 --format='%(contents:signature)' refs/tags)" ] || exit 0 ;;
  *:131) kill -s QUIT $$ ;;
  upstream:0 | delete:0 | config:4 | remote:128 | move:128 | init:128 | sign:[!0]* | submodule:[!0]* | sparse-checkout:[!0]* | lfs:[!0]*) ;;
  *) exit $code ;;
esac

say() {
  echo "bot-bottle: $*" >&2
  exit $code
}
[ $kind = sign ] && say "there is no signing key in this bottle. Leave out -S or -s; your operator can sign on the host."
config=$(CDPATH= cd -- "$here" && { [ -z "$dir" ] || export GIT_DIR="$dir"; } && "$git" rev-parse --path-format=absolute --git-common-dir)/config 2>/dev/null
{ [ -f "$config" ] && [ ! -w "$config" ]; } || exit $code
why="this repository's settings are read-only in the bottle, because git on the host obeys them."
case $kind in
  config) say "$why Use git config --global, which holds in this bottle, or git -c NAME=VALUE." ;;
  remote) say "$why Name the URL itself (git fetch URL BRANCH), or use git config --global remote.NAME.url URL, which holds in this bottle." ;;
  upstream) say "$why The rest was done. Name remote and branch each time, as in: git pull origin main" ;;
  move) say "$why The branch itself was renamed or copied." ;;
  delete) say "$why The branch itself was deleted." ;;
  init) say "$why There is no need to make it anew." ;;
  *) say "$why Do this in a clone (git clone . /tmp/work; then push your branch back), or ask your operator to do it on the host." ;;
esac
