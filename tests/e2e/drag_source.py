"""A window with something in it that can be dragged out: drag_source.py FILE|ADDRESS X Y

A file is offered as a file manager offers it, the address of a picture as a browser does.
"""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

WHAT, LEFT, TOP = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
PAGE = WHAT.startswith("http")
ADDRESS = WHAT if PAGE else pathlib.Path(WHAT).as_uri()
KINDS = ["text/uri-list", "text/html"] if PAGE else ["text/uri-list"]


def offer(_widget, _context, data, info, _time):
    if KINDS[info] == "text/html":
        data.set(data.get_target(), 8, f'<img src="{ADDRESS}">'.encode())
    else:
        data.set_uris([ADDRESS])


def main():
    window = Gtk.Window(title="drag source")
    window.set_default_size(160, 120)
    window.set_keep_above(True)
    # It must not take the keyboard from the app.
    window.set_accept_focus(False)
    handle = Gtk.EventBox()
    handle.add(Gtk.Label(label=WHAT.rsplit("/", 1)[-1]))
    targets = [Gtk.TargetEntry.new(kind, 0, info) for info, kind in enumerate(KINDS)]
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, targets, Gdk.DragAction.COPY)
    handle.connect("drag-data-get", offer)
    window.add(handle)
    window.connect("destroy", Gtk.main_quit)
    window.move(LEFT, TOP)
    window.show_all()
    Gtk.main()


main()
