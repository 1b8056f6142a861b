# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a record tells: an event of a known kind, with its parts."""

from __future__ import annotations

import typing as t

# The player and the connection.
IDENTIFIED = "identified"  # the server learned a player's UUID
LOGIN = "login"  # the player is in the world: entity, world and coordinates
JOIN = "join"  # "joined the game", as everybody sees it
LEAVE = "leave"  # "left the game"
DISCONNECT = "disconnect"  # "lost connection", with the reason
REFUSED = "refused"  # not let in, with the reason; vanilla says it twice
# What players do.
COMMAND = "command"
CHAT = "chat"
EMOTE = "emote"
ANNOUNCEMENT = "announcement"  # /say
DEATH = "death"
ADVANCEMENT = "advancement"
# Login plugins.
AUTHENTICATED = "authenticated"
WRONG_PASSWORD = "wrong_password"  # noqa: S105
REGISTERED = "registered"
UNREGISTERED = "unregistered"
LOGGED_OUT = "logged_out"
PASSWORD_CHANGED = "password_changed"  # noqa: S105
ACCOUNTS = "accounts"  # other accounts on the same address
CODE_SENT = "code_sent"  # only by patterns of the inventory: no server writes it by itself
TWO_FACTOR = "two_factor"  # the second factor of a login: set up, taken away, tried
# Staff and plugins.
# "[Rcon: Made Draxe a server operator]": what somebody's command did; bans and kicks are events of their own.
FEEDBACK = "feedback"
RANK_CHANGE = "rank_change"
BAN = "ban"
UNBAN = "unban"
KICK = "kick"
MUTE = "mute"
SHOP = "shop"  # a command that a shop's plugin ran for a player
# The console.
RCON_CONNECTED = "rcon_connected"
RCON_DISCONNECTED = "rcon_disconnected"
RCON_REFUSED = "rcon_refused"
# The server.
SERVER_STARTING = "server_starting"
SERVER_READY = "server_ready"
SERVER_STOPPING = "server_stopping"
CRASH = "crash"
# What should not happen.
CHEAT = "cheat"  # moved too quickly, floating, packet spam
EXPLOIT = "exploit"  # packets and strings that attack the server
# Proxies.
PROXY_CONNECTED = "proxy_connected"
PROXY_DISCONNECTED = "proxy_disconnected"
PROXY_PINGED = "proxy_pinged"
PROXY_SERVER = "proxy_server"  # moved to, or off, a server behind the proxy
PROXY_KICKED = "proxy_kicked"  # a server behind the proxy kicked, or could not be reached
PROXY_ERROR = "proxy_error"  # a connection of the proxy broke, or brought what it does not understand

KINDS = (
    *(IDENTIFIED, LOGIN, JOIN, LEAVE, DISCONNECT, REFUSED),
    *(COMMAND, CHAT, EMOTE, ANNOUNCEMENT, DEATH, ADVANCEMENT),
    *(AUTHENTICATED, WRONG_PASSWORD, REGISTERED, UNREGISTERED, LOGGED_OUT, PASSWORD_CHANGED, ACCOUNTS),
    *(CODE_SENT, TWO_FACTOR),
    *(FEEDBACK, RANK_CHANGE, BAN, UNBAN, KICK, MUTE, SHOP),
    *(RCON_CONNECTED, RCON_DISCONNECTED, RCON_REFUSED),
    *(SERVER_STARTING, SERVER_READY, SERVER_STOPPING, CRASH),
    *(CHEAT, EXPLOIT),
    *(PROXY_CONNECTED, PROXY_DISCONNECTED, PROXY_PINGED, PROXY_SERVER, PROXY_KICKED, PROXY_ERROR),
)
# C(address) is without the port, C(command) with its slash, C(source) who did it, C(server) one behind a proxy, and
# C(accounts) are names, separated by a comma and a space.
FIELDS = (
    *("player", "uuid", "address", "port", "entity", "world", "x", "y", "z", "reason", "command", "text"),
    *("source", "server", "old_name", "accounts", "rank", "duration"),
)


class Event(t.NamedTuple):
    """An event. C(fields) holds what the record says of it, as text as it is written, and nothing that it does not say.

    Their names are in C(FIELDS). An address that the server hides or masks is none.
    """

    kind: str
    fields: t.Dict[str, str]
