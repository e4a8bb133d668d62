"""A screen reader, as far as a test needs one: what the accessibility bus of the scenario has of Rushes, as JSON.

`tree`: all of it, once; `null` while there is none. `listen`: a line for each text that comes up in a live region, until stopped.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

# What newer versions of AT-SPI call it.
NEWER = {"push button": "button"}


def application():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and child.get_name() == "rushes":
            return child
    return None


def read(node):
    """A node with everything below it. What goes away while it is read is left out."""
    try:
        states = [state.value_nick for state in node.get_state_set().get_states()]
        role = node.get_role_name()
        told = {
            "role": NEWER.get(role, role),
            "name": node.get_name() or "",
            "description": node.get_description() or "",
            "states": states,
            "interfaces": node.get_interfaces(),
            "attributes": node.get_attributes() or {},
        }
        children = [node.get_child_at_index(index) for index in range(node.get_child_count())]
    except GLib.Error:
        return None
    told["children"] = [known for child in children if child is not None and (known := read(child))]
    return told


def is_live(node):
    while node is not None:
        attributes = node.get_attributes() or {}
        if attributes.get("live", "off") != "off" or attributes.get("container-live", "off") != "off":
            return True
        node = node.get_parent()
    return False


def words(node):
    """All that is written in a node."""
    if "Text" in node.get_interfaces():
        return Atspi.Text.get_text(node, 0, -1)
    children = [node.get_child_at_index(index) for index in range(node.get_child_count())]
    return " ".join(words(child) for child in children if child is not None)


def heard(event):
    """As Orca does: it says what is new in a live region, be it an element, a text or an announcement."""
    try:
        new = event.any_data
        if is_live(event.source):
            print(words(new) if isinstance(new, Atspi.Accessible) else new, flush=True)
    except GLib.Error:
        # It is gone already.
        pass


if sys.argv[1] == "tree":
    app = application()
    print(json.dumps(read(app) if app is not None else None))
else:
    listener = Atspi.EventListener.new(heard)
    for kind in ("object:text-changed:insert", "object:announcement", "object:children-changed:add"):
        listener.register(kind)
    print("ready", flush=True)
    Atspi.event_main()
