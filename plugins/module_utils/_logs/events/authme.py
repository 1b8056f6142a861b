# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""AuthMe, in the server's log and in its own."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import ADDRESS, rule

# The plugin's name, as Bukkit's family writes it before the message. In AuthMe's own log it is missing.
PREFIX = "[AuthMe]"
FILE = "authme.log"
_WHO = r"(?P<player>[^\s'`]{1,40})"
_ADMIN = r"(?P<source>[^\s'`]{1,40})"

RULES = tuple(
    rule(kind, PREFIX, marker, rf"\[AuthMe\] (?:\[DEBUG\] )?{text}")
    for kind, marker, text in (
        (event.AUTHENTICATED, " logged in!", rf"{_WHO} logged in!"),
        (event.AUTHENTICATED, " logged in ", rf"{_WHO} logged in {ADDRESS}"),
        (
            event.AUTHENTICATED,
            " has been automatically logged in",
            rf"The user {_WHO} has been automatically logged in, as present in autologin queue\.",
        ),
        (event.WRONG_PASSWORD, " used the wrong password", rf"{_WHO} used the wrong password"),
        (event.REGISTERED, " registered ", rf"{_WHO} registered {ADDRESS}"),
        (event.REGISTERED, " registered ", rf"{_ADMIN} registered {_WHO}"),
        (event.LOGGED_OUT, " logged out", rf"{_WHO} logged out"),
        (event.UNREGISTERED, " unregistered himself", rf"{_WHO} unregistered himself"),
        (event.UNREGISTERED, " was unregistered", rf"{_WHO} was unregistered(?: by {_ADMIN})?"),
        (event.PASSWORD_CHANGED, " changed his password", rf"{_WHO} changed his password"),
        (event.PASSWORD_CHANGED, "hanged password of ", rf"(?:{_ADMIN} c|C)hanged password of {_WHO}"),
        (event.PASSWORD_CHANGED, "Generating new password for '", rf"Generating new password for '{_WHO}'"),
        (
            event.PASSWORD_CHANGED,
            " has changed their password from recovery",
            rf"Player '{_WHO}' has changed their password from recovery",
        ),
        (
            event.TWO_FACTOR,
            " TOTP key",
            rf"(?P<text>Player '{_WHO}' (?:has successfully added a TOTP key to their account|removed their TOTP key))",
        ),
        (
            event.TWO_FACTOR,
            " two-factor authentication for '",
            rf"(?P<text>{_ADMIN} disabled? two-factor authentication for '{_WHO}')",
        ),
        (
            event.TWO_FACTOR,
            " TOTP code ",
            rf"(?P<text>(?:Successfully checked TOTP code for|Input TOTP code was invalid for player) `{_WHO}`)",
        ),
        # Other accounts on the same address come in two records: whose and how many, then the names.
        (event.ACCOUNTS, " accounts:", rf"(?P<text>The user {_WHO} has \d+ accounts:)"),
        (event.ACCOUNTS, ", ", r"(?P<accounts>\w{1,16}(?:, \w{1,16})+)\."),
    )
)
