"""A program that has copied something: clipboard_source.py picture|file FILE

`picture` offers pixels, as a screenshot tool does; `file` offers the file, as a file manager does.
"""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GdkPixbuf, GLib, Gtk  # noqa: E402

KIND, FILE = sys.argv[1], pathlib.Path(sys.argv[2])
# A file manager's own, which says whether it is copied or moved, and what the others ask for.
TARGETS = ["x-special/gnome-copied-files", "text/uri-list", "UTF8_STRING"]


def asked(_widget, selection, info, _time):
    said = [f"copy\n{FILE.as_uri()}", f"{FILE.as_uri()}\r\n", str(FILE)][info]
    selection.set(selection.get_target(), 8, said.encode())


def main():
    window = Gtk.Window(title="clipboard source")
    window.set_default_size(80, 60)
    # It must not take the keyboard from the app.
    window.set_accept_focus(False)
    window.connect("destroy", Gtk.main_quit)
    if KIND == "picture":
        pixels = GdkPixbuf.Pixbuf.new_from_file(str(FILE))
        Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).set_image(pixels)
    else:
        window.realize()
        for info, target in enumerate(TARGETS):
            Gtk.selection_add_target(window, Gdk.SELECTION_CLIPBOARD, Gdk.Atom.intern(target, False), info)
        window.connect("selection-get", asked)
        Gtk.selection_owner_set(window, Gdk.SELECTION_CLIPBOARD, Gdk.CURRENT_TIME)
    # Shown last: who sees it knows that the clipboard is filled.
    GLib.idle_add(window.show_all)
    window.move(1450, 900)
    Gtk.main()


main()
