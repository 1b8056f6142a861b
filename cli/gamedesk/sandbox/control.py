# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox in a process of its own: up, down, and whether it runs."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from gamedesk.i18n import _
from gamedesk.sandbox import lock
from gamedesk.sandbox.errors import SandboxError
from gamedesk.sandbox.folder import LOGS, prepare

_POLL_SECONDS = 0.02
_ERRORS = "sandbox.err"
_LONGEST_REASON = 500
# Kept so that a sandbox that ends while this process lives leaves no zombie.
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Status:
    """Whether a sandbox runs in a folder; C(port) is that of RCON on 127.0.0.1, None until it listens."""

    running: bool
    pid: int | None
    port: int | None
    folder: Path


def status(folder: Path) -> Status:
    """Look whether a sandbox runs in the folder. Raises SandboxError."""
    for child in _started[:]:
        if child.poll() is not None:
            _started.remove(child)
    try:
        holder = lock.holder(folder)
    except OSError as error:
        message = _("Cannot tell whether a sandbox runs in {folder}: {error}.")
        raise SandboxError(message.format(folder=folder, error=error)) from error
    if holder is None:
        return Status(running=False, pid=None, port=None, folder=folder)
    return Status(running=True, pid=holder.pid, port=holder.port, folder=folder)


def up(folder: Path, *, timeout: float = 10.0) -> Status:
    """Start a sandbox in the folder unless one runs, and wait until RCON listens.

    C(timeout) is in seconds. Raises SandboxError.
    """
    child = None
    deadline = time.monotonic() + timeout
    while True:
        now = status(folder)
        if now.port is not None:
            if child and child.pid != now.pid:
                # Somebody else was faster; ours must not take over when that one ends.
                child.kill()
                child.wait()
            return now
        if child is None and not now.running:
            child = _start(folder)
        elif child and child.poll() is not None and not now.running:
            message = _("The sandbox in {folder} did not start: {reason}")
            raise SandboxError(message.format(folder=folder, reason=_last_words(folder)))
        if time.monotonic() > deadline:
            if child:
                child.kill()
                child.wait()
            message = _("The sandbox in {folder} did not answer within {timeout:g} seconds.")
            raise SandboxError(message.format(folder=folder, timeout=timeout))
        time.sleep(_POLL_SECONDS)


def down(folder: Path, *, timeout: float = 10.0) -> bool:
    """Stop the sandbox in the folder, by force after C(timeout) seconds; return whether one ran.

    Raises SandboxError.
    """
    if not status(folder).running:
        return False
    for number in (signal.SIGTERM, signal.SIGKILL):
        if _end(folder, number, timeout):
            return True
    message = _("The sandbox in {folder} does not end.")
    raise SandboxError(message.format(folder=folder))


def _start(folder: Path) -> subprocess.Popen[bytes]:
    try:
        prepare(folder)
        with (folder / LOGS / _ERRORS).open("wb") as errors:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter, and no shell
                [sys.executable, "-m", "gamedesk.sandbox", str(folder.resolve())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                # Not the folder: Python would look for modules in it.
                cwd="/",
                start_new_session=True,
            )
    except (OSError, sqlite3.Error) as error:
        message = _("The sandbox in {folder} cannot start: {error}.")
        raise SandboxError(message.format(folder=folder, error=error)) from error
    _started.append(child)
    return child


def _end(folder: Path, number: signal.Signals, timeout: float) -> bool:
    """Signal whoever holds the lock until nobody does, or until the time is over."""
    signalled = None
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        now = status(folder)
        if not now.running:
            # The lock goes a moment before the process; a child of ours can be waited for.
            for child in _started:
                if child.pid == signalled:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        child.wait(timeout)
            return True
        if now.pid == os.getpid():
            message = _("The sandbox in {folder} runs inside this process.")
            raise SandboxError(message.format(folder=folder))
        if now.pid is not None and now.pid != signalled:
            try:
                os.kill(now.pid, number)
            except ProcessLookupError:
                continue
            except PermissionError as error:
                message = _("The sandbox in {folder} belongs to another user: {error}.")
                raise SandboxError(message.format(folder=folder, error=error)) from error
            signalled = now.pid
        time.sleep(_POLL_SECONDS)
    return False


def _last_words(folder: Path) -> str:
    try:
        lines = (folder / LOGS / _ERRORS).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        lines = []
    return next((line.strip()[:_LONGEST_REASON] for line in reversed(lines) if line.strip()), _("no reason given."))
