# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of a server's life that are no answer to anything: starting, stopping, and a first visit of its players."""

from __future__ import annotations

from gamedesk.sandbox.commands import VERSION
from gamedesk.sandbox.folder import PLAYERS
from gamedesk.sandbox.log import ServerLog

_HONEST = "This is the Gamedesk sandbox: it imitates a Paper server for demonstrations, training and tests."


def starting(log: ServerLog) -> None:
    """Write what a server writes before its plugins are enabled."""
    for line in (
        _HONEST,
        f"Starting minecraft server version {VERSION}",
        "Loading properties",
        f"This server is running Gamedesk sandbox (MC: {VERSION})",
        "Default game type: SURVIVAL",
        "Generating keypair",
    ):
        log.write(line)
    hazard = (
        "While this makes the game possible to play without internet access, it also opens up the ability for"
        " hackers to connect with any username they choose."
    )
    for line in (
        "**** SERVER IS RUNNING IN OFFLINE/INSECURE MODE!",
        "The server will make no attempt to authenticate usernames. Beware.",
        hazard,
        'To change this, set "online-mode" to "true" in the server.properties file.',
    ):
        log.write(line, level="WARN")
    log.write('Preparing level "world"')


def started(log: ServerLog, seconds: float) -> None:
    """Write that the server is up."""
    log.write(f'Done ({seconds:.3f}s)! For help, type "help"')


def stopping(log: ServerLog) -> None:
    """Write what a server writes before its plugins are disabled."""
    log.write("Stopping server")


def stopped(log: ServerLog) -> None:
    """Write what a server writes last."""
    for line in ("Saving players", "Saving worlds", "ThreadedAnvilChunkStorage: All dimensions are saved"):
        log.write(line)


def first_visit(log: ServerLog) -> None:
    """Write how each known player came by and left, as Paper does: the address comes after the join."""
    for number, (name, uuid) in enumerate(PLAYERS):
        # 192.0.2.0/24 is for documentation: nobody's address.
        address = f"192.0.2.{10 + number}:{51230 + number}"
        log.write(f"UUID of player {name} is {uuid}", thread=f"User Authenticator #{number}")
        log.write(f"{name} joined the game")
        log.write(f"{name}[/{address}] logged in with entity id {21 + 4 * number} at ([world]{number}.5, 64.0, -8.5)")
    draxe, maxicube = PLAYERS[0].name, PLAYERS[1].name
    log.write(f"[Not Secure] <{draxe}> hello, is my vip there yet?", thread="Async Chat Thread - #0")
    log.write(f"{maxicube} issued server command: /spawn")
    for player in PLAYERS:
        log.write(f"{player.name} lost connection: Disconnected")
        log.write(f"{player.name} left the game")
