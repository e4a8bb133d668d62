# A Debian that has nothing else, a user in it who is not root, a display without a screen, and what is looked for there.
#
# Sourced by the scripts beside it, which `cargo xtask` runs as root with namespaces for mounts and processes of their own:
# whatever is mounted or started here ends with them. Display, window manager and pointer are the machine's. They set `root`,
# `suite`, `mirror` and `pictures`.

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
# The screen, or $2 of it.
photograph() { DISPLAY=$display import -window root ${2:+-crop "$2"} +repage "$pictures/$1.png"; }

on_display() { "${as_user[@]}" DISPLAY="$display" "$@"; }
# Where the wall is empty beside its first tile, and the loupe shows the middle of the clip.
middle=300x260+930+330
# How many of its pixels two pictures differ in, beyond what a codec makes of a still.
differing() { compare -metric AE -fuzz 4% "$pictures/$1.png" "$pictures/$2.png" null: 2>&1 || true; }
covered() {
  photograph covered $middle
  [ "$(differing empty covered)" -ge 40000 ]
}
moves() {
  photograph moment-1 $middle
  sleep 0.7
  photograph moment-2 $middle
  [ "$(differing moment-1 moment-2)" -ge 1500 ]
}

# What somebody does first: words, Create, and a look at what came.
make_clip() {
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
  play_clip
}

# There is no sound card and no graphics card in this system.
play_clip() {
  ! moves || fail "something moves where the wall should be empty"
  cp "$pictures/moment-1.png" "$pictures/empty.png"
  pointer mousemove 600 280 click 1
  until_true 20 covered || fail "the clip does not open"
  sleep 1
  until_true 20 moves || { photograph no-motion; fail "the clip does not play; see no-motion.png"; }
  photograph playing
  pointer key Escape mousemove 1200 860
  sleep 1
  say "Its window plays it: $(differing moment-1 moment-2) of 78000 pixels changed in 0.7 s"
}
