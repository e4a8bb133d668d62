"""A window with one file in it that can be dragged out, as from a file manager: drag_source.py FILE X Y"""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

FILE, LEFT, TOP = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])


def offer(_widget, _context, data, _info, _time):
    data.set_uris([FILE.as_uri()])


def main():
    window = Gtk.Window(title="drag source")
    window.set_default_size(160, 120)
    window.set_keep_above(True)
    # It must not take the keyboard from the app.
    window.set_accept_focus(False)
    handle = Gtk.EventBox()
    handle.add(Gtk.Label(label=FILE.name))
    targets = [Gtk.TargetEntry.new("text/uri-list", 0, 0)]
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, targets, Gdk.DragAction.COPY)
    handle.connect("drag-data-get", offer)
    window.add(handle)
    window.connect("destroy", Gtk.main_quit)
    window.move(LEFT, TOP)
    window.show_all()
    Gtk.main()


main()
