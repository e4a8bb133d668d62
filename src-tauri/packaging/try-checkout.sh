#!/usr/bin/env bash
# Tries what the README promises to somebody with a new Debian: a checkout, one command, and a clip plays.
# The user is not root, may use sudo, and has nothing else, no compiler either; what is missing the project itself must get.
# `cargo xtask run --try` runs this; see debian.sh.
set -euo pipefail
root=$1 suite=$2 mirror=$3 pictures=$4 checkout=$5
. "$(dirname "$0")/debian.sh"

# The checkout, sudo, and what this machine needs to reach the registries.
bring_checkout() {
  say "Bringing a checkout of the last commit, and sudo"
  inside apt-get update > "$pictures/apt.log" 2>&1
  inside apt-get install --yes --no-install-recommends sudo git >> "$pictures/apt.log" 2>&1
  echo 'maker ALL=(ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/maker"
  if [ -d /usr/local/share/ca-certificates ]; then
    cp -a /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
    inside update-ca-certificates >> "$pictures/apt.log" 2>&1
  fi
  for kept in .npmrc .cargo/config.toml; do
    if [ -e "$HOME/$kept" ]; then install -D "$HOME/$kept" "$root/home/maker/$kept"; fi
  done
  # Not cloned by git, which trusts no repository of somebody else.
  [ -d "$checkout/.git" ] || fail "a checkout of its own is needed: in a worktree of another there is no history"
  mkdir "$root/home/maker/rushes"
  cp -a "$checkout/.git" "$root/home/maker/rushes/"
  inside chown -R maker:maker /home/maker
  "${as_user[@]}" git -C /home/maker/rushes reset --quiet --hard
}

run_it() {
  say "./start"
  local start=$SECONDS reach=() name
  while IFS= read -r name; do reach+=("$name=${!name}"); done \
    < <(compgen -e | grep -iE '^(https?_proxy|no_proxy|all_proxy|ssl_cert_(file|dir)|node_extra_ca_certs)$')
  on_display env "${reach[@]}" /home/maker/rushes/start > "$pictures/run.log" 2>&1 &
  runs=$!
  until_true 3600 there || fail "no window; it says: $(tail -5 "$pictures/run.log")"
  window || fail "it ended without a window: $(tail -5 "$pictures/run.log")"
  grep '^• ' "$pictures/run.log" | sed 's/^/  /'
  say "Its window is there after $(((SECONDS - start) / 60)) min"
}
# The window, or the end of what should open it.
there() { window || ! kill -0 "$runs" 2> /dev/null; }

build_root
bring_checkout
start_display
run_it
make_clip
say "Done in $SECONDS s"
