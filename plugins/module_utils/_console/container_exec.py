# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Runs a program in a container beside its main process, as C(docker exec) would, through the engine's API.

No shell reads what it is given: each word is one argument, whatever is in it. While it runs, it is in the list of
processes with its arguments.
"""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.container_output import Frames, NoFramesError
from ansible_collections.gamedesk.support.plugins.module_utils._console.engine import Container, Engine, StartedError
from ansible_collections.gamedesk.support.plugins.module_utils._console.multiplexer import lost_after
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleError,
    ConsoleRefusedError,
    NobodyThereError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain

_PAUSE_SECONDS = 0.01
_LONGEST_SAID = 200
# What a shell, Docker and Podman say where a program may not be started, and where there is none.
_NOT_STARTED = (126, 127)


class Ran(t.NamedTuple):
    """How a program ended, and what it wrote to its two outputs."""

    code: int
    out: bytes
    err: bytes

    @property
    def said(self) -> str:
        """What it said, on one line, for a message."""
        told = plain((self.err + b" " + self.out).decode("utf-8", "replace"), _LONGEST_SAID) or ""
        return " ".join(told.split()) or f"nothing, with exit code {self.code}"


def running(engine: Engine, name: str, where: str, until: float) -> Container:
    """Return the container, if its main process runs.

    Raises ConsoleRefusedError, ConsoleLostBeforeError or ConsoleNoAnswerError.
    """
    found = engine.container(name, until)
    if found.stopped:
        kind = ConsoleRefusedError if found.running else NobodyThereError
        raise kind(f"Nothing was sent to {where}: it {found.stopped}; start the server.", console=where)
    return found


def run_inside(
    engine: Engine, container: Container, words: t.Sequence[str], where: str, until: float, *, user: str = ""
) -> Ran:
    """Run a program to its end. C(user) is a name or number, C(until) on the clock of C(time.monotonic).

    Raises ConfigurationError where the container has no such program, ConsoleRefusedError, ConsoleLostBeforeError or
    ConsoleNoAnswerError (not run), or ConsoleLostAfterError (unknown).
    """
    wanted = {"AttachStdout": True, "AttachStderr": True, "Cmd": list(words), **({"User": user} if user else {})}
    made = engine.ask("POST", f"/containers/{container.id}/exec", until, wanted, good=201)
    number = made.get("Id") if isinstance(made, dict) else None
    if not isinstance(number, str) or not number.isalnum():
        raise ConsoleRefusedError(
            f"Nothing was sent to {where}: its engine does not answer as Docker or Podman does; correct the console's "
            "option engine_socket.",
            console=where,
        )
    try:
        out, err = _outputs(engine.start(f"/exec/{number}/start", until, {"Detach": False, "Tty": False}))
        code = _code(engine, number, until)
    except StartedError as exc:
        raise lost_after(where, f"{words[0]} {exc}") from exc
    ran = Ran(code, out, err)
    if code in _NOT_STARTED:
        raise ConfigurationError(
            f"Nothing was sent to {where}, since {words[0]} cannot be started in it ({ran.said}); set the console's "
            "option via to what the image has."
        )
    return ran


def _outputs(said: bytes) -> t.Tuple[bytes, bytes]:
    """Return the standard output and the standard error. Raises StartedError."""
    frames = Frames()
    outputs = {False: b"", True: b""}
    try:
        for is_error, piece in frames.add(said):
            outputs[is_error] += piece
    except NoFramesError:
        raise StartedError("cannot be heard") from None
    if not frames.whole:
        raise StartedError("cannot be heard to its end")
    return outputs[False], outputs[True]


def _code(engine: Engine, number: str, until: float) -> int:
    """Return the exit code. Raises StartedError."""
    while True:
        try:
            found = engine.ask("GET", f"/exec/{number}/json", until)
            if found["Running"] is False:
                return int(found["ExitCode"])
        except (ConsoleError, KeyError, TypeError, ValueError) as exc:
            raise StartedError("has ended, and the engine does not tell how") from exc
        if time.monotonic() >= until:
            raise StartedError("did not end in time")
        time.sleep(_PAUSE_SECONDS)
