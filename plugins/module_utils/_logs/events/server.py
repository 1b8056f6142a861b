# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A server or proxy that starts, is ready, stops or crashes."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import rule

RULES = (
    rule(
        event.SERVER_STARTING,
        "Starting",
        "Starting minecraft server version ",
        r"Starting minecraft server version (?P<text>.*)",
    ),
    *(
        rule(event.SERVER_STARTING, word, text, rf"{text}(?P<text>.+?)(?:\.\.\.)?")
        for word, text in (
            ("Enabled", "Enabled BungeeCord version "),
            ("Enabled", "Enabled Waterfall version "),
            ("Booting", "Booting up Velocity "),
            ("Loading", "Loading Geyser version "),
        )
    ),
    rule(event.SERVER_STARTING, "Starting", "Starting server...", r"Starting server\.\.\."),
    # Vanilla and its kin say what to type next, Geyser too; Velocity says nothing.
    rule(event.SERVER_READY, "Done", "Done (", r"Done \([\d.,\s]+[nm]?s\)!(?: For help, type .*| Run .*)?"),
    rule(event.SERVER_READY, "Listening", "Listening on /", r"Listening on /\S+"),
    rule(event.SERVER_READY, "Startup", "Startup complete, took ", r"Startup complete, took [\d.,]+ ?ms!"),
    *(
        rule(event.SERVER_STOPPING, text.split(" ", 1)[0], text, text.replace(".", r"\."))
        for text in (
            "Stopping server",
            "Stopping the server",
            "Shutting down the proxy...",
            "Shutting down Geyser.",
            "Shutting down server...",
        )
    ),
    rule(event.SERVER_STOPPING, "Closing", "Closing listener ", r"Closing listener .*"),
    *(
        rule(event.CRASH, text.split(" ", 1)[0], text, rf"(?P<reason>{text}.*)", "reason")
        for text in (
            "Encountered an unexpected exception",
            "Failed to start the minecraft server",
            "This crash report has been saved to: ",
            "Considering it to be crashed, server will forcibly shutdown",
            "The server has stopped responding!",
        )
    ),
    rule(event.CRASH, "A", "A single server tick took ", r"(?P<reason>A single server tick took .*)"),
)
