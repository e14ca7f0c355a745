"""A desktop without a screen: what shows the notifications of programs on Linux.

Says on standard output, line by line as JSON: the address of its D-Bus, then each
notification. Reads on standard input, line by line, ids of those to be clicked on.
Ends with standard input. It needs a D-Bus of its own: dbus-run-session starts one.

The interface is that of
https://specifications.freedesktop.org/notification-spec/latest/protocol.html.
"""

import json
import os
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

INTERFACE = "org.freedesktop.Notifications"
CLOSED_BY_PROGRAM = 3


def say(value):
    print(json.dumps(value), flush=True)


class Notifications(dbus.service.Object):
    """Shows everything, and hides it when asked to."""

    _last_id = 0

    @dbus.service.method(INTERFACE, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, _app, replaced, _icon, title, body, _actions, _hints, _ms):
        if not replaced:
            self._last_id += 1
        notification_id = int(replaced or self._last_id)
        say({"id": notification_id, "title": title, "body": body})
        return notification_id

    @dbus.service.method(INTERFACE, in_signature="u")
    def CloseNotification(self, notification_id):
        self.NotificationClosed(notification_id, CLOSED_BY_PROGRAM)

    @dbus.service.method(INTERFACE, out_signature="as")
    def GetCapabilities(self):
        return ["actions", "body", "persistence"]

    @dbus.service.method(INTERFACE, out_signature="ssss")
    def GetServerInformation(self):
        return ("Desktop without a screen", "", "1", "1.2")

    @dbus.service.signal(INTERFACE, signature="us")
    def ActionInvoked(self, notification_id, action):
        pass

    @dbus.service.signal(INTERFACE, signature="uu")
    def NotificationClosed(self, notification_id, reason):
        pass


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    name = dbus.service.BusName(INTERFACE, bus)
    notifications = Notifications(name, "/org/freedesktop/Notifications")
    loop = GLib.MainLoop()

    def click(source, _condition):
        line = source.readline()
        if not line:
            loop.quit()
            return False
        notifications.ActionInvoked(int(line), "default")
        return True

    GLib.io_add_watch(sys.stdin.buffer.raw, GLib.IO_IN | GLib.IO_HUP, click)
    say(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    loop.run()


main()
