#!/usr/bin/env bash
# Tries the .deb where nothing of a developer's machine is: a new Debian, a user who is not root, a display without a screen.
# Installs it, makes a clip in its window and one with its command line, removes it, and looks for what it left.
#
# `cargo xtask package --try` runs this as root, with namespaces for mounts and processes of its own: whatever is mounted or
# started here ends with it. Display, window manager and pointer are the machine's; everything else comes out of the package
# and what it depends on.
set -euo pipefail
deb=$1 root=$2 suite=$3 mirror=$4 pictures=$5

say() { printf '• %s\n' "$*"; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }
clean=(env -i LC_ALL=C.UTF-8)
inside() { chroot "$root" "${clean[@]}" PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
as_user=(chroot --userspec=maker:maker "$root" "${clean[@]}" PATH=/usr/bin:/bin HOME=/home/maker USER=maker
  XDG_RUNTIME_DIR=/home/maker/.run)
# Waits up to $1 seconds for the command behind it.
until_true() {
  local end=$((SECONDS + $1)); shift
  until "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.3; done
}

build_root() {
  say "Making a $suite without anything in it"
  mkdir -p "$root"
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" > "$pictures/debootstrap.log"
  mount --make-rprivate /
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --rbind /sys "$root/sys"
  # The machine's own sources, with what it needs to reach and trust them.
  rm -f "$root/etc/apt/sources.list"
  for part in sources.list sources.list.d preferences.d trusted.gpg.d keyrings; do
    if [ -e "/etc/apt/$part" ]; then cp -a "/etc/apt/$part" "$root/etc/apt/"; fi
  done
  cp -a /usr/share/keyrings/. "$root/usr/share/keyrings/"
  apt-config dump | grep -E '^Acquire::[^ ]+ "..*";$' > "$root/etc/apt/apt.conf.d/00machine" || true
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  # A root without an init starts no service.
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  inside useradd --create-home maker
  inside install -d -o maker -g maker -m 700 /home/maker/.run
}

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

start_display() {
  exec 3< <(exec Xvfb -displayfd 1 -screen 0 1440x900x24 -nolisten tcp -noreset -dpi 96 2> "$pictures/display.log")
  local number
  read -r number <&3
  [ -n "$number" ] || fail "Xvfb does not start"
  display=":$number"
  DISPLAY=$display openbox 2> "$pictures/openbox.log" &
}

pointer() { DISPLAY=$display xdotool "$@"; }
window() { pointer search --onlyvisible --name '^Rushes$' > "$pictures/window.txt" 2> /dev/null; }
# The demo, too, keeps what it made; those are not the user's.
clips() { find "$root/home/maker/.local/share/rushes/library/media" -name '*.mp4' 2> /dev/null; }
has_clip() { [ "$(clips | wc -l)" -ge 1 ]; }
photograph() { DISPLAY=$display import -window root "$pictures/$1.png"; }

use_window() {
  say "Opening its window as a user"
  local start=$SECONDS
  "${as_user[@]}" DISPLAY="$display" /usr/bin/rushes > "$pictures/rushes.log" 2>&1 &
  app=$!
  until_true 60 window || fail "no window; it says: $(cat "$pictures/rushes.log")"
  say "Its window is there after $((SECONDS - start)) s"
  sleep 5
  photograph first-start
  pointer windowfocus --sync "$(tail -1 "$pictures/window.txt")" || true
  pointer key ctrl+l
  pointer type --delay 20 'A paper boat at dusk'
  pointer key ctrl+Return
  until_true 120 has_clip || { photograph no-clip; fail "no clip in the library; see no-clip.png"; }
  sleep 3
  photograph clip
  say "Its window made $(basename "$(clips | head -1)")"
  # The way in which a session ends it.
  kill -TERM "$app"
  until_true 15 ended || fail "it does not end on SIGTERM"
}
ended() { ! kill -0 "$app" 2> /dev/null; }

use_command_line() {
  say "Making a clip with rushes-cli"
  "${as_user[@]}" rushes-cli create --server demo --prompt 'A lighthouse at night' --size 1280x720 --seconds 4 --json > "$pictures/cli.log"
  local ready
  ready=$("${as_user[@]}" rushes-cli --json list | grep -c '"state":"ready"')
  [ "$ready" = 2 ] || fail "$ready of 2 clips are ready"
  inside bash -c '. /usr/share/bash-completion/completions/rushes-cli && complete -p rushes-cli' > "$pictures/completion.log" \
    || fail "bash does not complete rushes-cli"
  gzip -dc "$root/usr/share/man/man1/rushes-cli.1.gz" | grep -q '^\.TH' || fail "there is no manual"
  "${as_user[@]}" gst-discoverer-1.0 "$(clips | head -1 | sed "s|^$root||")" > "$pictures/discoverer.log" 2>&1 || true
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
