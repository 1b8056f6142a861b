# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The rules that come with the collection. A host has no reader of YAML, so they are written as data.

What they look for is what staff of public servers look for: reconnecting to duplicate items, warping and leaving,
several accounts on one address, guessed passwords, commands of staff tried by others, strings that attack the server.
"""

from __future__ import annotations

import typing as t

# Java says it in the language of the host: the English, French, German, Spanish, Portuguese and Russian texts of Linux
# and of Windows. What they have in common is the exception, which is not translated.
_RESET = [
    "Connection reset",
    "Broken pipe",
    "java.io.IOException: Relais brisé",
    "java.io.IOException: Connexion ré-initialisée",
    "java.io.IOException: Datenübergabe unterbrochen",
    "java.io.IOException: Die Verbindung wurde vom Kommunikationspartner zurückgesetzt",
    "java.io.IOException: Tubería rota",
    "java.io.IOException: Conexión reinicializada",
    "java.io.IOException: Pipe quebrado",
    "java.io.IOException: Обрыв канала",
    "forcibly closed by the remote host",
    "java.net.SocketException",
]
# Everybody who plays behind one router, one proxy without forwarding, one tunnel has one of these.
_SHARED_BY_ALL = ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
# Commands, also with the name of the plugin before them, as in /minecraft:op.
_WARP_COMMANDS = r"^/(?:[\w-]+:)?(?:e?warps?|wpt|e?homes?|e?spawn|sethome|e?tpa(?:ccept|here)?|rtp|wild)(?:\s|$)"
_STAFF_COMMANDS = (
    r"^/(?:[\w-]+:)?(?:op|deop|ban|ban-ip|banip|tempban|pardon|unban|kick|whitelist|gamemode|gm[csa0-3]?|give|attribute|"
    r"execute|sudo|lp|luckperms|perms?|pex|manu?add|manu?promote|plugman|pl(?:ugins?)?man|stop|restart|reload|rl|"
    r"worldedit|eco|points|console|authme)(?:\s|$)"
)
_LOOKUPS = r"\$\{(?:jndi|env|sys|java|lower|upper|date|ctx|main|::-|\$\{)|\bjndi:(?:ldap|rmi|dns|iiop)"

SHIPPED: t.Tuple[t.Dict[str, t.Any], ...] = (
    {
        "id": "gd-reconnect-after-reset",
        "title": "Reconnected within seconds of a connection reset",
        "description": "The connection broke, and the player was back at once: the way to duplicate items by a relog.",
        "level": "medium",
        "detection": {
            "reset": {"kind": "disconnect", "reason|contains": _RESET},
            "back": {"kind": "login"},
            "condition": "reset then back by player",
            "timeframe": "5s",
        },
        "falsepositives": ["A bad line, with a client or launcher that reconnects by itself."],
    },
    {
        "id": "gd-reset-right-after-login",
        "title": "The connection was reset right after the login",
        "description": "The client broke off as soon as it was in the world; often tried again and again.",
        "level": "low",
        "detection": {
            "login": {"kind": "login"},
            "reset": {"kind": "disconnect", "reason|contains": _RESET},
            "condition": "login then reset by player",
            "timeframe": "3s",
        },
        "falsepositives": [
            "A client that crashes while it loads the world.",
            "A resource pack or a mod that the client lacks.",
        ],
    },
    {
        "id": "gd-rapid-reconnects",
        "title": "Reconnected again and again",
        "description": "Four logins of one player within a minute.",
        "level": "medium",
        "detection": {
            "login": {"kind": "login"},
            "condition": "login | count() by player >= 4",
            "timeframe": "1m",
        },
        "falsepositives": ["A server that restarts and throws everybody out more than once.", "A very bad line."],
    },
    {
        "id": "gd-login-warp-leave",
        "title": "Logged in, warped and left within 30 seconds",
        "description": "Nobody plays for so short a time: alternate accounts that are moved into place do this.",
        "level": "medium",
        "detection": {
            "login": {"kind": "login"},
            "warp": {
                "kind": "command",
                "command|re|i": _WARP_COMMANDS,
            },
            "leave": {"kind": "disconnect"},
            "condition": "login then warp then leave by player",
            "timeframe": "30s",
        },
        "falsepositives": ["Somebody who looks in for a moment.", "A menu that sends the player to another server."],
    },
    {
        "id": "gd-accounts-on-one-address",
        "title": "Many accounts on one address",
        "description": "Four different players logged in from one address within a day.",
        "level": "low",
        "detection": {
            "login": {"kind": ["login", "proxy_connected"], "address|exists": True},
            "shared": {"address|cidr": _SHARED_BY_ALL},
            "condition": "login and not shared | count(player) by address >= 4",
            "timeframe": "1d",
        },
        "falsepositives": [
            "A family, a school, an internet cafe; a mobile carrier that shares addresses (CGNAT).",
            "A proxy or a tunnel that does not forward addresses.",
        ],
    },
    {
        "id": "gd-wrong-password-burst",
        "title": "Many wrong passwords for one player",
        "description": "Five within a minute: somebody guesses.",
        "level": "high",
        "detection": {
            "wrong": {"kind": "wrong_password"},
            "condition": "wrong | count() by player >= 5",
            "timeframe": "1m",
        },
        "falsepositives": ["Somebody who forgot the password."],
    },
    {
        "id": "gd-wrong-passwords-everywhere",
        "title": "Wrong passwords for many players",
        "description": "Five different players within two minutes: somebody tries common passwords on all accounts.",
        "level": "high",
        "detection": {
            "wrong": {"kind": "wrong_password"},
            "condition": "wrong | count(player) >= 5",
            "timeframe": "2m",
        },
        "falsepositives": ["A restart after which everybody logs in at once.", "A change of the login plugin."],
    },
    {
        "id": "gd-command-flood",
        "title": "A flood of commands",
        "description": "Fifteen commands of one player within three seconds.",
        "level": "medium",
        "detection": {
            "command": {"kind": "command"},
            "condition": "command | count() by player >= 15",
            "timeframe": "3s",
        },
        "falsepositives": ["A client macro.", "WorldEdit's brush commands."],
    },
    {
        "id": "gd-kicked-for-spam",
        "title": "Kicked for spamming",
        "description": "The server itself threw the player out for too many messages or packets.",
        "level": "medium",
        "detection": {
            "spam": {"kind": ["disconnect", "kick"], "reason|contains": ["Kicked for spamming", "disconnect.spam"]},
            "condition": "spam",
        },
        "falsepositives": ["A bad line that delivers late and all at once."],
    },
    {
        "id": "gd-staff-command-tried",
        "title": "A command of staff, typed by somebody else",
        "description": "A player who is not on the list 'staff' tried what only staff may do.",
        "level": "high",
        "detection": {
            "command": {"kind": "command", "command|re|i": _STAFF_COMMANDS},
            "staff": {"player|expand": "%staff%"},
            "condition": "command and not staff",
        },
        "falsepositives": ["Staff who are missing on the list.", "A server that lets players use one of them."],
    },
    {
        "id": "gd-exploit-string",
        "title": "A string that attacks the server",
        "description": "A look-up of Log4Shell (CVE-2021-44228), also in its disguises, in chat, a command or a name.",
        "level": "critical",
        "detection": {
            "written": {
                "message|re|i": _LOOKUPS,
            },
            "condition": "written",
        },
        "falsepositives": ["Players who talk about it."],
    },
    {
        "id": "gd-exploit-packet",
        "title": "Packets that no honest client sends",
        "description": "What the server says of packets that are too large, malformed or impossible.",
        "level": "high",
        "detection": {"packet": {"kind": "exploit"}, "condition": "packet"},
        "falsepositives": ["A client of another version, or with mods that the server lacks."],
    },
)
