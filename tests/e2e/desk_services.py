"""What a desktop has for its programs, faked on the bus of the scenario. What it sees is a line of its output.

`services`: logind, which keeps a computer awake, and a dock, which shows progress. `tray`: a tray, for as long as this runs.
`notifications`: what shows notifications; `Press` is the person who presses one.
"""

import os
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib

LOGIND = """<node><interface name='org.freedesktop.login1.Manager'>
  <method name='Inhibit'>
    <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>
    <arg type='h' direction='out'/>
  </method>
</interface></node>"""

WATCHER = """<node><interface name='org.kde.StatusNotifierWatcher'>
  <method name='RegisterStatusNotifierItem'><arg type='s' direction='in'/></method>
  <property name='IsStatusNotifierHostRegistered' type='b' access='read'/>
</interface></node>"""

NOTIFICATIONS = """<node><interface name='org.freedesktop.Notifications'>
  <method name='Notify'>
    <arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>
    <arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>
    <arg type='u' direction='out'/>
  </method>
  <method name='Press'><arg type='u' direction='in'/></method>
  <signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>
</interface></node>"""


def say(*words):
    print(*words, flush=True)


def inhibit(_bus, _sender, _path, _interface, _method, arguments, invocation):
    what, who, why, mode = arguments.unpack()
    say("awake", what, mode, who, why)
    ours, theirs = os.pipe()

    def let_go(_descriptor, _condition):
        os.close(ours)
        say("asleep")
        return False

    GLib.unix_fd_add_full(GLib.PRIORITY_DEFAULT, ours, GLib.IOCondition.HUP, let_go)
    descriptors = Gio.UnixFDList.new()
    place = descriptors.append(theirs)
    os.close(theirs)
    invocation.return_value_with_unix_fd_list(GLib.Variant("(h)", (place,)), descriptors)


def progress(_bus, _sender, _path, _interface, _signal, arguments):
    entry, said = arguments.unpack()
    say("progress", entry, said["progress-visible"], said["progress"])


def register(_bus, _sender, _path, _interface, _method, arguments, invocation):
    say("item", arguments.unpack()[0])
    invocation.return_value(None)


def notify(_bus, _sender, path, interface, method, arguments, invocation):
    if method == "Press":
        pressed = GLib.Variant("(us)", (arguments.unpack()[0], "default"))
        bus.emit_signal(None, path, interface, "ActionInvoked", pressed)
        invocation.return_value(None)
        return
    _name, replaces, icon, title, body, actions, _hints, _time = arguments.unpack()
    shown = replaces or 1
    say("notify", shown, "instead" if replaces else "new", icon, title, body, actions)
    invocation.return_value(GLib.Variant("(u)", (shown,)))


bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)


def serve(xml, path, name, method, get=None):
    interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
    bus.register_object(path, interface, method, get, None)
    Gio.bus_own_name_on_connection(bus, name, Gio.BusNameOwnerFlags.NONE, lambda *_: say("ready"), None)


if sys.argv[1] == "services":
    bus.signal_subscribe(None, "com.canonical.Unity.LauncherEntry", "Update", None, None, Gio.DBusSignalFlags.NONE, progress)
    serve(LOGIND, "/org/freedesktop/login1", "org.freedesktop.login1", inhibit)
elif sys.argv[1] == "notifications":
    serve(NOTIFICATIONS, "/org/freedesktop/Notifications", "org.freedesktop.Notifications", notify)
else:
    serve(
        WATCHER,
        "/StatusNotifierWatcher",
        "org.kde.StatusNotifierWatcher",
        register,
        lambda *_: GLib.Variant("b", True),
    )
GLib.MainLoop().run()
