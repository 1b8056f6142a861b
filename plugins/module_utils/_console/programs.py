# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Runs a terminal multiplexer's own program: within a time, with nothing of ours to read in the list of processes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError

# The session that the module itself may run in, which the programs would take for the one that is meant.
_OF_OUR_OWN_SESSION = ("TMUX", "TMUX_PANE", "STY", "WINDOW")
_GRACE_SECONDS = 1.0
_LONGEST_SAID = 200


class TookTooLongError(Exception):
    """The program was killed when its time was over."""


class Done(t.NamedTuple):
    """How a program ended, and what it said on both of its outputs."""

    code: int
    text: str

    @property
    def said(self) -> str:
        """What it said, on one line, for a message."""
        printable = "".join(char if char.isprintable() else " " for char in self.text)
        return " ".join(printable.split())[:_LONGEST_SAID] or f"exit code {self.code}"


def run(
    command: t.Sequence[str], *, until: float, stdin: bytes = b"", settings: t.Optional[t.Mapping[str, str]] = None
) -> Done:
    """Run a program. C(settings) are added to its environment, C(until) is on the clock of C(time.monotonic).

    Raises TookTooLongError, and ConfigurationError if there is no such program.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _OF_OUR_OWN_SESSION}
    environment.update(settings or {}, LC_ALL="C.UTF-8")
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed program with checked arguments, and no shell
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/",
            start_new_session=True,  # an interrupt of the module must not end it half-way
        )
    except OSError as exc:
        raise ConfigurationError(
            f"{command[0]} cannot be started on this host ({exc.strerror}); install it, or choose another transport."
        ) from exc
    try:
        said, _unused = process.communicate(stdin, timeout=max(until - time.monotonic(), 0.001))
    except BaseException as exc:
        _end(process)
        if isinstance(exc, subprocess.TimeoutExpired):
            raise TookTooLongError from exc
        raise
    return Done(process.returncode, said.decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):  # something else holds its output
        process.communicate(timeout=_GRACE_SECONDS)
