# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What tmux and GNU screen have in common: a session with a name, and a terminal that the server reads from."""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.foreground import Process, only_a_shell, reading
from ansible_collections.gamedesk.support.plugins.module_utils._console.transport import Spec
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleRefusedError,
    NobodyThereError,
)

MULTIPLEXER_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "session": {"type": "str"},
    "window": {"type": "str"},
    "socket": {"type": "str"},
}

# Linux keeps 4095 bytes of a line that is typed (N_TTY_BUF_SIZE) and drops the others without a word.
LONGEST_LINE = 4000

# Ctrl-E and Ctrl-U: to the end of what somebody has typed and not sent, and away with it. The same keys in the
# terminal's own line editor, in readline and in JLine; where the first is no key, the second takes it away with the
# rest. Twice, since after an escape the first would be part of another key.
KEYS_TO_CLEAR = b"\x05\x05\x15"

# Nothing that tmux or screen would read a meaning into: no separator, pattern, or option.
_NAME = re.compile(r"\w[\w.@+-]{0,99}")
_LONGEST_PATH = 100


def session_option(spec: Spec) -> str:
    """Return the session's name. Raises ConfigurationError."""
    session = spec.get("session")
    if not session:
        raise ConfigurationError(
            f"The transport {spec.get('transport')} needs to know which session the server runs in; set the console's "
            "option session."
        )
    return _checked(session, "session")


def window_option(spec: Spec) -> t.Optional[str]:
    """Return the window's name or number, if it is given. Raises ConfigurationError."""
    window = spec.get("window")
    return _checked(window, "window") if window else None


def socket_option(spec: Spec) -> t.Optional[str]:
    """Return the socket, if it is given. Raises ConfigurationError."""
    socket = spec.get("socket")
    if not socket:
        return None
    if socket.startswith("/") and socket.isprintable() and len(socket) <= _LONGEST_PATH:
        return str(socket)
    return _checked(socket, "socket")


def _checked(value: str, option: str) -> str:
    if not _NAME.fullmatch(value):
        raise ConfigurationError(
            f"The console's option {option} must be made of letters, digits and . _ @ + -, and begin with a letter or "
            "digit" + (", or be an absolute path." if option == "socket" else ".")
        )
    return value


def refuse_a_shell(processes: t.Sequence[Process], terminal: int, where: str) -> None:
    """Raises NobodyThereError where the terminal is read by a shell: the server does not run."""
    shell = only_a_shell(reading(processes, terminal))
    if shell is not None:
        raise NobodyThereError(
            f"In {where} a shell ({shell}) waits for commands, not the server, so nothing was sent; start the server.",
            console=where,
        )


def refused(where: str, reason: str, *, nobody: bool = False) -> ConsoleRefusedError:
    """Return the error for a session that was not reached. C(nobody): there is none, or its program has ended."""
    kind = NobodyThereError if nobody else ConsoleRefusedError
    return kind(
        f"Nothing was sent to {where}: {reason}. Start the server in it; if it runs, it may be another user's than the "
        f"one with the id {os.geteuid()} (use become_user), or have its sockets elsewhere (use the console's option "
        "socket).",
        console=where,
    )


def lost_before(where: str, reason: str) -> ConsoleLostBeforeError:
    """Return the error for a session that went away before the command."""
    return ConsoleLostBeforeError(
        f"{where[:1].upper()}{where[1:]} was lost before the command was sent ({reason}); it was not executed, "
        "try again.",
        console=where,
    )


def lost_after(where: str, reason: str) -> ConsoleLostAfterError:
    """Return the error for a session that went away, or hung, while it was given the command."""
    return ConsoleLostAfterError(
        f"{where[:1].upper()}{where[1:]} was lost while the command was sent ({reason}), so whether it was executed is "
        "unknown; look at the server's state before trying again.",
        console=where,
    )
