# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of the command: each is one sentence for a person, a code for programs, and an exit code."""

from __future__ import annotations

from gamedesk import statuses


class DeskError(Exception):
    """Something that ends a command. C(message) says what failed, where, and what to do next."""

    code = "failed"
    status = statuses.FAILED
    exit_code = statuses.EXIT_FAILED

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(DeskError):
    """What was asked for is not well formed, or names something that is not there."""

    code = "usage"
    exit_code = statuses.EXIT_USAGE


class RefusedError(DeskError):
    """The operator may not do this, or not alone."""

    code = "refused"
    status = statuses.REFUSED
    exit_code = statuses.EXIT_REFUSED


class NotWritableError(DeskError):
    """A file or folder of the desk cannot be written. Nothing was sent."""

    code = "not_writable"


class NotRecordedError(DeskError):
    """The action was carried out, and its record could not be written."""

    code = "not_recorded"
    status = statuses.UNKNOWN
    exit_code = statuses.EXIT_UNKNOWN
