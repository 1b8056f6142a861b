# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user is told when something breaks: the one table that the tests and docs/faults.md are held to."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """One row of the table: what happened, and the status, the error's code (one of these) and the exit code."""

    what: str
    status: str
    codes: tuple[str | None, ...]
    exit: int


FINE = Outcome("Packets come late but in time, in pieces, or twice", "succeeded", (None,), 0)
SEEN = Outcome(
    "The reply is lost, late, garbled or another command's, and the change is there", "succeeded", (None,), 0
)
REFUSED = Outcome(
    "Nothing listens on the console's port, or nobody takes the connection", "failed", ("console_refused",), 4
)
CLOSED = Outcome("The connection is taken and closed at once", "failed", ("console_lost_before", "console_login"), 4)
NO_LOGIN = Outcome(
    "The password is refused, or the connection breaks during the login", "failed", ("console_login",), 4
)
SILENT_LOGIN = Outcome("The login is not answered in time", "failed", ("console_no_answer",), 4)
NOT_UNDERSTOOD = Outcome("The server answers that it does not know the command", "failed", ("rejected",), 1)
LOST = Outcome(
    "The connection breaks after the command was sent, and no change is seen", "unknown", ("console_lost_after",), 5
)
SILENT = Outcome("The command is not answered, and no change is seen", "unknown", ("unconfirmed",), 5)
HALF = Outcome(
    "A revoke needs two commands, and one of them is lost", "unknown", ("console_lost_after", "unconfirmed"), 5
)
SECOND_UNKNOWN = Outcome(
    "Several players: the command for one of them is lost",
    "unknown",
    ("console_lost_after", "unconfirmed"),
    7,
)
SECOND_NOT_TRIED = Outcome(
    "Several players: the console is lost after some of them are done",
    "failed",
    ("not_attempted", "console_refused", "console_login", "console_no_answer"),
    7,
)
BLIND = Outcome("With `--unverified`, and the server has answered", "unverified", (None,), 6)
SSH_REFUSED = Outcome("ssh: nobody answers, or hangs up at once", "failed", ("unreachable",), 4)
SSH_KEY = Outcome("ssh: the host's key is unknown or has changed", "failed", ("host_key",), 4)
SSH_LOGIN = Outcome("ssh: the login is refused", "failed", ("login",), 4)
SSH_LOST = Outcome(
    "ssh: the connection breaks later, be it before, during or after the work", "unknown", ("connection_lost",), 5
)
SSH_FROZEN = Outcome("ssh: the line goes dead without a word", "unknown", ("connection_lost", "no_result"), 5)
STOPPED = Outcome("The command is interrupted, or killed", "interrupted", ("interrupted",), 130)

ALL = (
    FINE,
    SEEN,
    BLIND,
    REFUSED,
    CLOSED,
    NO_LOGIN,
    SILENT_LOGIN,
    NOT_UNDERSTOOD,
    LOST,
    SILENT,
    HALF,
    SECOND_UNKNOWN,
    SECOND_NOT_TRIED,
    SSH_REFUSED,
    SSH_KEY,
    SSH_LOGIN,
    SSH_LOST,
    SSH_FROZEN,
    STOPPED,
)
