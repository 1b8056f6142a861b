# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The errors of the collection: one class for each thing a reader would act on differently.

Every error carries one sentence (what failed, where, what to do next), a stable C(code) for programs,
the C(status) that the action has because of it, and plain data about the case.
"""

from __future__ import annotations

import typing as t

FAILED = "failed"
REFUSED = "refused"
UNKNOWN = "unknown"


class SupportError(Exception):
    """Base of all errors raised by this collection. C(message) is one sentence, fit for a person."""

    code: t.ClassVar[str] = "error"
    status: t.ClassVar[str] = FAILED

    def __init__(self, message: str, **data: t.Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data

    def as_dict(self) -> t.Dict[str, t.Any]:
        """Return the error as JSON-ready data: code, message and the details."""
        return {"code": self.code, "message": self.message, **self.data}


class InvalidValueError(SupportError):
    """A value that the provider would refuse or misread. Nothing was sent."""

    code = "invalid_value"


class ConfigurationError(SupportError):
    """The options do not fit together, or something on the host that they name is not usable. Nothing was sent."""

    code = "configuration"


class NotFoundError(SupportError):
    """The player or the rank is not known to the server. Nothing was sent."""

    code = "not_found"


class CannotVerifyError(SupportError):
    """The provider's state cannot be read back, and O(verify=best_effort) was not asked for. Nothing was sent."""

    code = "cannot_verify"
    status = REFUSED


class StorageError(SupportError):
    """The provider's storage could not be read."""

    code = "storage"


class UnsettledStorageError(StorageError):
    """The storage is locked, or half-written: a moment later it can be read."""


class LockedError(SupportError):
    """Another action holds the lock of this server, and did not let go before the deadline. Nothing was sent."""

    code = "locked"


class StaleAttemptError(SupportError):
    """A later attempt at the same action was seen on this host. Nothing was sent."""

    code = "stale_attempt"
    status = REFUSED


class ActiveMembershipError(SupportError):
    """A temporary membership is active, and the caller asked not to touch one. Nothing was sent."""

    code = "active_membership"
    status = REFUSED


class ActiveBanError(SupportError):
    """A ban is active, and the caller asked not to touch one. Nothing was sent."""

    code = "active_ban"
    status = REFUSED


class ChangedSinceError(SupportError):
    """What an earlier action left is not there any more: somebody changed it since. Nothing was sent."""

    code = "changed_since"
    status = REFUSED


class PositionError(SupportError):
    """From where the player is on the track there is no next place, or no telling which it is. Nothing was sent."""

    code = "position"


class DeadlineError(SupportError):
    """The deadline passed before the command was sent. Nothing was sent by the step that raises it."""

    code = "deadline"


class TimeLimitError(SupportError):
    """What was asked for takes longer than it may. Nothing was changed."""

    code = "time_limit"


class ConsoleError(SupportError):
    """Base of what can go wrong between us and the server's console."""

    code = "console"


class ConsoleRefusedError(ConsoleError):
    """No connection: refused, no route, name not found, or no answer to connect. Nothing was sent."""

    code = "console_refused"


class NobodyThereError(ConsoleRefusedError):
    """Nobody listens or reads at the console: as far as the way to it can tell, the server does not run."""


class ConsoleLoginError(ConsoleError):
    """The server did not accept the password (request id -1, or a plain close during login). No command was sent."""

    code = "console_login"


class ConsoleNoAnswerError(ConsoleError):
    """The server accepted the connection and then did not answer the login in time. No command was sent."""

    code = "console_no_answer"


class ConsoleLostBeforeError(ConsoleError):
    """The connection was lost before the command was sent: it was not executed."""

    code = "console_lost_before"


class ConsoleLostAfterError(ConsoleError):
    """The connection was lost after the command was sent: whether it was executed is unknown."""

    code = "console_lost_after"
    status = UNKNOWN


class UnconfirmedError(SupportError):
    """The command was sent, and the state that it should lead to did not appear before the deadline."""

    code = "unconfirmed"
    status = UNKNOWN
