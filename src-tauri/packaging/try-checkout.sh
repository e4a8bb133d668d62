#!/usr/bin/env bash
# Tries what the README promises to somebody with a new Debian: a checkout, Rust and Node, one command, and a clip plays.
# The user is not root, may use sudo, and has nothing else; what is missing the project itself must install.
# `cargo xtask run --try` runs this; see debian.sh. Rust and Node are the machine's, which the README sends newcomers for.
set -euo pipefail
root=$1 suite=$2 mirror=$3 pictures=$4 checkout=$5
. "$(dirname "$0")/debian.sh"

# Rust and Node as their own installers leave them, and what this machine needs to reach cargo's and npm's registries.
bring_tools() {
  say "Bringing Rust, Node and a checkout of the last commit"
  inside apt-get update > "$pictures/apt.log" 2>&1
  inside apt-get install --yes --no-install-recommends sudo git libstdc++6 >> "$pictures/apt.log" 2>&1
  echo 'maker ALL=(ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/maker"
  local home=$root/home/maker rust node
  rust=$(rustc --print sysroot)
  cp -a "$rust" "$root/opt/rust"
  node=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  cp -a "$node/bin/node" "$root/usr/local/bin/"
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -a "$(npm root --global)/npm" "$root/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
  mkdir -p "$home/.cargo"
  for kept in registry config.toml; do
    if [ -e "${CARGO_HOME:-$HOME/.cargo}/$kept" ]; then cp -a "${CARGO_HOME:-$HOME/.cargo}/$kept" "$home/.cargo/"; fi
  done
  for kept in .npmrc .npm; do
    if [ -e "$HOME/$kept" ]; then cp -a "$HOME/$kept" "$home/"; fi
  done
  cp -a /etc/ssl/certs/. "$root/etc/ssl/certs/"
  # Not cloned by git, which trusts no repository of somebody else.
  [ -d "$checkout/.git" ] || fail "a checkout of its own is needed: in a worktree of another there is no history"
  mkdir "$home/rushes"
  cp -a "$checkout/.git" "$home/rushes/"
  inside chown -R maker:maker /home/maker
  "${as_user[@]}" git -C /home/maker/rushes reset --quiet --hard
}

run_it() {
  say "cargo xtask run"
  local start=$SECONDS reach=() name
  while IFS= read -r name; do reach+=("$name=${!name}"); done \
    < <(compgen -e | grep -iE '^(https?_proxy|no_proxy|all_proxy|ssl_cert_(file|dir)|node_extra_ca_certs)$')
  on_display env "${reach[@]}" PATH=/opt/rust/bin:/usr/local/bin:/usr/bin:/bin \
    bash -c 'cd ~/rushes && exec cargo xtask run' > "$pictures/run.log" 2>&1 &
  runs=$!
  until_true 3600 there || fail "no window; it says: $(tail -5 "$pictures/run.log")"
  window || fail "it ended without a window: $(tail -5 "$pictures/run.log")"
  say "Its window is there after $(((SECONDS - start) / 60)) min; it needed: $(grep -o 'apt-get install.*' "$pictures/run.log" | head -1)"
}
# The window, or the end of what should open it.
there() { window || ! kill -0 "$runs" 2> /dev/null; }

build_root
bring_tools
start_display
run_it
make_clip
say "Done in $SECONDS s"
