"""A program that pastes: prints, as JSON, what the clipboard offers to those who take files.

Each kind is asked for as a file manager asks for it: from another process, while the owner answers.
"""

import json

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

KINDS = ["x-special/gnome-copied-files", "text/uri-list"]

clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
answers = {}
for kind in KINDS:
    content = clipboard.wait_for_contents(Gdk.Atom.intern(kind, False))
    answers[kind] = content.get_data().decode() if content is not None else None
uris = clipboard.wait_for_contents(Gdk.Atom.intern("text/uri-list", False))
answers["files"] = uris.get_uris() if uris is not None else None
print(json.dumps(answers))
