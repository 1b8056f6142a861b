# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prefixes of log lines: the examples of domain 1.1, one a family."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.prefix import parse_line, without_ansi


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "[23:49:54] [Server thread/INFO]: Default game type: SURVIVAL",
            (None, "23:49:54", "Server thread", "INFO", None, "Default game type: SURVIVAL"),
        ),
        (
            "[03:41:16] [Server thread/INFO]: [AuthMe] Loading AuthMe v5.5.0-SNAPSHOT-b2116",
            (None, "03:41:16", "Server thread", "INFO", None, "[AuthMe] Loading AuthMe v5.5.0-SNAPSHOT-b2116"),
        ),
        ("[13:21:06 INFO]: Generating keypair", (None, "13:21:06", None, "INFO", None, "Generating keypair")),
        (
            "[14Jun2024 10:26:49.111] [Server thread/INFO] [net.minecraft.server.players.PlayerList/]: Draxe joined",
            (
                "14Jun2024",
                "10:26:49",
                "Server thread",
                "INFO",
                "net.minecraft.server.players.PlayerList/",
                "Draxe joined",
            ),
        ),
        (
            "[07févr.2020 10:26:49.111] [main/WARN] [a.b/]: x",
            ("07févr.2020", "10:26:49", "main", "WARN", "a.b/", "x"),
        ),
        (
            "[10:26:49] [Server thread/INFO] [minecraft/DedicatedServer]: Done",
            (None, "10:26:49", "Server thread", "INFO", "minecraft/DedicatedServer", "Done"),
        ),
        (
            "[11:44:25] [Server thread/INFO] (Minecraft) Player369 joined the game",
            (None, "11:44:25", "Server thread", "INFO", "Minecraft", "Player369 joined the game"),
        ),
        (
            "2019-02-08 23:33:19 [INFO] Starting minecraft server version 1.1",
            ("2019-02-08", "23:33:19", None, "INFO", None, "Starting minecraft server version 1.1"),
        ),
        (
            "14:24:22 [INFORMATION] Enabled BungeeCord version git:x",
            (None, "14:24:22", None, "INFORMATION", None, "Enabled BungeeCord version git:x"),
        ),
        (
            "[14:51:07] [main/INFO] [Plugin]: Enabled Waterfall",
            (None, "14:51:07", "main", "INFO", "Plugin", "Enabled Waterfall"),
        ),
        (
            "[11:38:16] [main/INFO] [com.velocitypowered.proxy.network.ConnectionManager]: Connections will use epoll",
            (
                None,
                "11:38:16",
                "main",
                "INFO",
                "com.velocitypowered.proxy.network.ConnectionManager",
                "Connections will use epoll",
            ),
        ),
        (
            "[14:54:46] [Thread-2/INFO]: Closing endpoint /0.0.0.0:55134",
            (None, "14:54:46", "Thread-2", "INFO", None, "Closing endpoint /0.0.0.0:55134"),
        ),
        (
            "[15:15:16.784 main/INFO] Loading Geyser version 1.4.1-SNAPSHOT",
            (None, "15:15:16", "main", "INFO", None, "Loading Geyser version 1.4.1-SNAPSHOT"),
        ),
        (
            "[12:00:01] Player Steve has joined the game",
            (None, "12:00:01", None, None, None, "Player Steve has joined the game"),
        ),
        ("[11-24 00:04:31]: [FINE] Draxe logged in", ("11-24", "00:04:31", None, "FINE", None, "Draxe logged in")),
        (
            "[12:00:01] [RCON Client /127.0.0.1 #4/INFO]: Thread RCON Client /127.0.0.1 shutting down",
            (
                None,
                "12:00:01",
                "RCON Client /127.0.0.1 #4",
                "INFO",
                None,
                "Thread RCON Client /127.0.0.1 shutting down",
            ),
        ),
        ("[12:00:01] [a/INFO]: ", (None, "12:00:01", "a", "INFO", None, "")),
    ],
)
def test_families(line, expected) -> None:
    assert parse_line(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        "java.lang.NullPointerException: x",
        "\tat net.minecraft.server.Main.main(Main.java:1)",
        "... 41 more",
        "Reason: [12:00:01] [Server thread/INFO]: not at the beginning",
        "[LP] a second line",
    ],
)
def test_lines_that_continue_another(line) -> None:
    assert parse_line(line) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\x1b[0;32;22mgreen\x1b[m", "green"),
        ("\x1b[38;2;255;0;1mred\x1b[0m \x1b[K", "red "),
        ("[0;32;22mgreen[m", "green"),
        ("in [10m] and [LP]", "in [10m] and [LP]"),
        ("[main/INFO] [minecraft/DedicatedServer]: x [m", "[main/INFO] [minecraft/DedicatedServer]: x "),
        ("[m[12:00:00] [main/INFO]: [minecraft] [m] [m", "[12:00:00] [main/INFO]: [minecraft] [m] "),
    ],
)
def test_terminal_sequences(text, plain) -> None:
    assert without_ansi(text) == plain
