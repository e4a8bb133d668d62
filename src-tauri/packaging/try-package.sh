#!/usr/bin/env bash
# Tries the .deb where nothing of a developer's machine is: a new Debian, a user who is not root, a display without a screen.
# Installs it, makes and plays a clip in its window, makes one with its command line, removes it, and looks for what it left.
# `cargo xtask package --try` runs this; see debian.sh.
set -euo pipefail
root=$1 suite=$2 mirror=$3 pictures=$4 deb=$5
. "$(dirname "$0")/debian.sh"

# Everything in the root but what the user owns, what apt remembers and what is mounted.
list_files() {
  (cd "$root" && find . -xdev \( -path ./home/maker -o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log \
    -o -path ./proc -o -path ./dev -o -path ./sys -o -path '*__pycache__*' \) -prune -o -name '*-old' -o -print | sort)
}

install_package() {
  say "Installing what it depends on and recommends, and what every desktop has"
  cp "$deb" "$root/root/rushes.deb"
  inside apt-get update > "$pictures/apt.log" 2>&1
  inside apt-get satisfy --yes "$(dpkg-deb --field "$deb" Depends)" "$(dpkg-deb --field "$deb" Recommends)" \
    "desktop-file-utils, libglib2.0-bin" >> "$pictures/apt.log" 2>&1
  list_files > "$pictures/before.txt"
  say "Installing it"
  inside apt-get install --yes --no-install-recommends /root/rushes.deb 2>&1 | tee -a "$pictures/apt.log" \
    | grep -E 'newly installed|Setting up' || fail "it is not installed"
  inside dpkg --audit | grep . && fail "dpkg is not content"
  local missing
  missing=$(inside ldd /usr/bin/rushes /usr/bin/rushes-cli | grep 'not found' || true)
  [ -z "$missing" ] || fail "libraries are missing: $missing"
  # Not an empty one: that is plain text, whatever it is called.
  echo '{}' > "$root/home/maker/take.rushes-recipe.json"
  local kind
  kind=$("${as_user[@]}" gio info -a standard::content-type /home/maker/take.rushes-recipe.json | grep -o 'application/.*' || true)
  [ "$kind" = application/vnd.rushes.recipe+json ] || fail "a recipe is taken for '$kind'"
  "${as_user[@]}" gio mime "$kind" | grep -q Rushes.desktop || fail "a recipe is not opened with Rushes"
  say "A recipe is a $kind, which Rushes opens"
}

# By the name that the kernel knows it under; the window's other processes are WebKit's.
running() { pgrep --uid "$(stat -c %u "$root/home/maker")" --exact rushes > "$pictures/process.txt"; }

use_window() {
  say "Opening its window as a user, by its entry in the menu"
  local start=$SECONDS
  on_display gio launch /usr/share/applications/Rushes.desktop > "$pictures/rushes.log" 2>&1 &
  until_true 60 window || fail "no window; it says: $(cat "$pictures/rushes.log")"
  say "Its window is there after $((SECONDS - start)) s"
  make_clip
  open_recipe
  # The way in which a session ends it.
  running || fail "there is no process of that name"
  kill -TERM "$(cat "$pictures/process.txt")"
  until_true 15 ended || fail "it does not end on SIGTERM"
}
ended() { ! running; }

# A double click on a recipe while the window is open: no second one, also without a session bus, which this system has not.
open_recipe() {
  local prompt=320x80+25+180
  on_display rushes-cli recipe "$(on_display rushes-cli --json list | grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4)" \
    > "$root/home/maker/take.rushes-recipe.json"
  pointer key ctrl+l ctrl+a BackSpace
  sleep 1
  photograph before-recipe $prompt
  on_display timeout 20 gio open /home/maker/take.rushes-recipe.json > "$pictures/open.log" 2>&1 \
    || fail "a double click on a recipe says: $(cat "$pictures/open.log")"
  sleep 3
  photograph recipe $prompt
  [ "$(differing before-recipe recipe)" -ge 300 ] || fail "the window takes no recipe; see recipe.png"
  [ "$(pointer search --onlyvisible --name '^Rushes$' | wc -l)" = 1 ] || fail "a double click opens a second window"
  say "Its window takes a recipe's file by a double click"
}

use_command_line() {
  say "Making a clip with rushes-cli"
  "${as_user[@]}" rushes-cli create --server demo --prompt 'A lighthouse at night' --size 1280x720 --seconds 4 --json > "$pictures/cli.log"
  local ready
  ready=$("${as_user[@]}" rushes-cli --json list | grep -c '"state":"ready"')
  [ "$ready" = 2 ] || fail "$ready of 2 clips are ready"
  inside bash -c '. /usr/share/bash-completion/completions/rushes-cli && complete -p rushes-cli' > "$pictures/completion.log" \
    || fail "bash does not complete rushes-cli"
  gzip -dc "$root/usr/share/man/man1/rushes-cli.1.gz" | grep -q '^\.TH' || fail "there is no manual"
}

remove_package() {
  say "Removing it"
  inside apt-get purge --yes rushes >> "$pictures/apt.log" 2>&1
  rm "$root/root/rushes.deb"
  list_files > "$pictures/after.txt"
  local left
  left=$(comm -13 "$pictures/before.txt" "$pictures/after.txt")
  [ -z "$left" ] || fail "it leaves:
$left"
  [ "$(clips | wc -l)" = 2 ] || fail "the user's clips went away with it"
  say "It left nothing outside of what the user made: 2 clips are still there"
}

build_root
install_package
start_display
use_window
use_command_line
remove_package
say "Done in $SECONDS s"
