# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of outcomes: what became of an action, and the exit code that says it."""

from __future__ import annotations

from collections.abc import Iterable

SUCCEEDED = "succeeded"
UNCHANGED = "unchanged"
FAILED = "failed"
REFUSED = "refused"
UNVERIFIED = "unverified"
UNKNOWN = "unknown"
INTERRUPTED = "interrupted"

STATUSES = (SUCCEEDED, UNCHANGED, FAILED, REFUSED, UNVERIFIED, UNKNOWN, INTERRUPTED)
RESOLVING = frozenset({SUCCEEDED, UNCHANGED})
RESUMABLE = frozenset({INTERRUPTED, UNKNOWN})

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_UNREACHABLE = 4
EXIT_UNKNOWN = 5
EXIT_UNVERIFIED = 6
EXIT_PARTLY = 7
EXIT_INTERRUPTED = 130

_BY_STATUS = {
    SUCCEEDED: EXIT_OK,
    UNCHANGED: EXIT_OK,
    FAILED: EXIT_FAILED,
    REFUSED: EXIT_REFUSED,
    UNVERIFIED: EXIT_UNVERIFIED,
    UNKNOWN: EXIT_UNKNOWN,
    INTERRUPTED: EXIT_INTERRUPTED,
}
# Codes of failures after which nothing was sent because the host or its console could not be reached.
_UNREACHABLE_CODES = frozenset(
    {"unreachable", "host_key", "login", "console_refused", "console_login", "console_no_answer", "console_lost_before"}
)
# Codes of failures that may be over when the same is tried again.
PASSING_CODES = _UNREACHABLE_CODES | {"deadline", "not_attempted"}
_USAGE_CODES = frozenset({"unknown_server"})


def exit_code(status: str, error_code: str | None = None, parts: Iterable[str] = ()) -> int:
    """Return the exit code for an action with this status.

    C(error_code) is the code of its error, if it has one; C(parts) are the statuses of its single results:
    where some of them are good and some are not, the action was done partly.
    """
    if status == INTERRUPTED:
        return EXIT_INTERRUPTED
    good = {part in RESOLVING for part in parts}
    if len(good) > 1:
        return EXIT_PARTLY
    if status == FAILED and error_code in _UNREACHABLE_CODES:
        return EXIT_UNREACHABLE
    if status == FAILED and error_code in _USAGE_CODES:
        return EXIT_USAGE
    return _BY_STATUS[status]


def combined_exit_code(codes: Iterable[int]) -> int:
    """Return the exit code for several actions: interrupted if one was, partly if good and bad mix, or the highest."""
    several = set(codes)
    if EXIT_INTERRUPTED in several:
        return EXIT_INTERRUPTED
    if EXIT_OK in several and len(several) > 1:
        return EXIT_PARTLY
    return max(several, default=EXIT_OK)
